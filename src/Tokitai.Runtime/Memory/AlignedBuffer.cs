using System;
using System.Runtime.InteropServices;

namespace Tokitai.Memory;

/// <summary>
/// Zeroed native floats on a 64-byte boundary, of any length that fits the machine (a span ends at 2^31 elements, this does
/// not). Reference counting by <see cref="SafeHandle"/> keeps the memory until the last pass that uses it has ended, even if
/// another thread disposes it meanwhile.
/// </summary>
internal sealed unsafe class AlignedBuffer : SafeHandle
{
    /// <summary>Bytes of a cache line and of the widest vector.</summary>
    public const int Alignment = 64;

    /// <summary>Bytes behind the last float that kernels may read (never write): they load whole tiles at the edges.</summary>
    public const int Slack = 16 * Alignment;

    private readonly float* _pointer;
    private readonly long _bytes;

    private AlignedBuffer(nint allocation, float* pointer, long length, long bytes)
        : base(0, ownsHandle: true)
    {
        SetHandle(allocation);
        _pointer = pointer;
        _bytes = bytes;
        Length = length;

        // The collector sees a small object; without this, buffers that nobody disposes would pile up unseen.
        GC.AddMemoryPressure(bytes);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Number of floats.</summary>
    public long Length { get; }

    /// <summary>Takes zeroed memory.</summary>
    /// <param name="length">Number of floats, at least 0.</param>
    /// <exception cref="OutOfMemoryException">The system does not give that much memory.</exception>
    public static AlignedBuffer Allocate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        nuint needed = checked(((nuint)length * sizeof(float)) + Slack);
        nuint alignment = needed >= HugePages.SmallestBuffer ? HugePages.PageBytes : (nuint)Alignment;
        nuint bytes = checked(needed + alignment);

        // calloc hands out untouched zero pages for large sizes: an aligned allocation that is cleared by hand would not.
        nint allocation = (nint)NativeMemory.AllocZeroed(bytes);
        nint aligned = (allocation + ((nint)alignment - 1)) & ~((nint)alignment - 1);
        if (alignment > Alignment) HugePages.Advise(aligned, needed);
        return new AlignedBuffer(allocation, (float*)aligned, length, (long)needed);
    }

    /// <summary>Keeps the memory alive until the lease is disposed.</summary>
    /// <param name="owner">The object whose name an error carries.</param>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public BufferLease Lease(object owner)
    {
        bool taken = false;
        try
        {
            DangerousAddRef(ref taken);
        }
        catch (ObjectDisposedException)
        {
            throw new ObjectDisposedException(owner is TensorSet set ? set.ObjectName : owner.GetType().ToString());
        }

        return new BufferLease(this, _pointer);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        GC.RemoveMemoryPressure(_bytes);
        return true;
    }
}

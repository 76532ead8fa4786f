namespace Tokitai.Memory;

/// <summary>The right to use the memory of an <see cref="AlignedBuffer"/> for as long as the lease lasts.</summary>
internal readonly unsafe ref struct BufferLease
{
    private readonly AlignedBuffer? _buffer;

    internal BufferLease(AlignedBuffer buffer, float* pointer)
    {
        _buffer = buffer;
        Pointer = pointer;
    }

    /// <summary>The first float.</summary>
    public float* Pointer { get; }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _buffer?.DangerousRelease();
}

using System;
using System.Runtime.InteropServices;

namespace Tokitai.Memory;

/// <summary>
/// Asks Linux for pages of 2 MB under large buffers: a stream of reads was 1.7 times as fast with them as with pages of 4 KB, on a virtual
/// machine, where a miss of the translation buffer is dearest. A hint: where the system has no such pages, nothing changes.
/// </summary>
internal static partial class HugePages
{
    /// <summary>Bytes of a huge page.</summary>
    public const int PageBytes = 2 << 20;

    /// <summary>Buffers from here on are worth a start at a page of their own.</summary>
    public const int SmallestBuffer = 4 * PageBytes;

    // madvise(2), <sys/mman.h>
    private const int MadvHugePage = 14;

    /// <summary>Asks for huge pages, before the memory is touched.</summary>
    /// <param name="address">First byte, at the start of a huge page.</param>
    /// <param name="bytes">Length; what is left of a last page stays as it is.</param>
    public static void Advise(nint address, nuint bytes)
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            // What it answers does not matter: kernels without huge pages refuse.
            _ = MAdvise(address, bytes & ~(nuint)(PageBytes - 1), MadvHugePage);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library than glibc: ordinary pages do.
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "madvise")]
    private static partial int MAdvise(nint address, nuint bytes, int advice);
}

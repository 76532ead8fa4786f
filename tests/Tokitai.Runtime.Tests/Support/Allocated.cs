using System;

namespace Tokitai.Tests.Support;

/// <summary>Measures what warm code allocates on the thread that calls it.</summary>
internal static class Allocated
{
    private const int Attempts = 5;

    /// <summary>
    /// Bytes of ten runs, the least of a few attempts: .NET itself allocates once where a thread first has to wait for a lock, which other tests
    /// that share the pool bring about. Code that allocates does so in every attempt.
    /// </summary>
    public static long Least(Action run)
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            run();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10; i++) run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}

using System;
using System.Runtime.InteropServices;

namespace Tokitai.Benchmarks.Peers;

/// <summary>oneDNN through its C interface.</summary>
internal sealed unsafe partial class OneDnn : IProductPeer
{
    /// <summary>The library's file.</summary>
    internal const string Library = "libdnnl.so.2";

    private const string OpenMp = "libgomp.so.1";

    private static readonly PeerThread Thread = new("oneDNN");

    private static readonly Lazy<bool> IsInstalled = new(() => Thread.TryLoad(OpenMp, Library));

    public string Name => "oneDNN";

    /// <summary>What it is, or how to get it.</summary>
    public static string Describe()
    {
        if (!IsInstalled.Value) return "not installed (apt-get install libdnnl2)";
        int* version = (int*)Version();
        return $"oneDNN {version[0]}.{version[1]}.{version[2]}";
    }

    /// <summary>The peer, or null where it is not installed.</summary>
    public static OneDnn? Find() => IsInstalled.Value ? new OneDnn() : null;

    public void Run(Action work) => Thread.Run(work);

    /// <inheritdoc/>
    /// <remarks>OpenMP counts for each thread that calls it.</remarks>
    public void SetThreads(int threads) => Run(() => SetNumThreads(threads));

    public void Multiply(bool transposeA, bool transposeB, int rows, int columns, int depth, float* a, float* b, float* c)
    {
        int status = Sgemm(
            (byte)(transposeA ? 'T' : 'N'), (byte)(transposeB ? 'T' : 'N'), rows, columns, depth,
            1, a, transposeA ? rows : depth, b, transposeB ? depth : columns, 0, c, columns);
        if (status != 0) throw new InvalidOperationException($"dnnl_sgemm returned {status}.");
    }

    [LibraryImport(Library, EntryPoint = "dnnl_sgemm")]
    private static partial int Sgemm(
        byte transposeA, byte transposeB, long m, long n, long k, float alpha, float* a, long lda, float* b, long ldb, float beta, float* c, long ldc);

    [LibraryImport(Library, EntryPoint = "dnnl_version")]
    private static partial nint Version();

    [LibraryImport(OpenMp, EntryPoint = "omp_set_num_threads")]
    private static partial void SetNumThreads(int threads);
}

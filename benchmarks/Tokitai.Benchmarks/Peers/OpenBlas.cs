using System;
using System.Runtime.InteropServices;

namespace Tokitai.Benchmarks.Peers;

/// <summary>OpenBLAS through its C interface.</summary>
internal sealed unsafe partial class OpenBlas : IProductPeer
{
    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101, NoTranspose = 111, Transpose = 112;

    private static readonly PeerThread Thread = new("OpenBLAS");

    private static readonly Lazy<bool> IsInstalled = new(() => Thread.TryLoad(Library));

    public string Name => "OpenBLAS";

    /// <summary>What it is and which of its kernels it runs, or how to get it.</summary>
    public static string Describe() => IsInstalled.Value
        ? $"{Marshal.PtrToStringUTF8(GetConfig())?.Trim()}, kernels for {Marshal.PtrToStringUTF8(GetCoreName())}"
        : "not installed (apt-get install libopenblas0-pthread)";

    /// <summary>The peer, or null where it is not installed.</summary>
    public static OpenBlas? Find() => IsInstalled.Value ? new OpenBlas() : null;

    public void Run(Action work) => Thread.Run(work);

    public void SetThreads(int threads) => Run(() => SetNumThreads(threads));

    public void Multiply(bool transposeA, bool transposeB, int rows, int columns, int depth, float* a, float* b, float* c) => Sgemm(
        RowMajor, transposeA ? Transpose : NoTranspose, transposeB ? Transpose : NoTranspose, rows, columns, depth,
        1, a, transposeA ? rows : depth, b, transposeB ? depth : columns, 0, c, columns);

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    private static partial void Sgemm(
        int order, int transposeA, int transposeB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);

    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    private static partial void SetNumThreads(int threads);

    [LibraryImport(Library, EntryPoint = "openblas_get_config")]
    private static partial nint GetConfig();

    [LibraryImport(Library, EntryPoint = "openblas_get_corename")]
    private static partial nint GetCoreName();
}

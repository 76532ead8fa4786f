using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tokitai.Simd;

namespace Tokitai.Benchmarks;

/// <summary>
/// The most multiply-adds that one thread can do: twelve independent chains in registers (24 with 512-bit vectors' 32 registers are
/// no faster).
/// </summary>
internal static class Peak
{
    private const int Steps = 100_000;

    /// <summary>GFLOP/s of one sample of about a millisecond.</summary>
    public static double Measure(SimdLevel simd)
    {
        long start = Stopwatch.GetTimestamp();
        Run(simd);
        return Operations(simd) / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9;
    }

    /// <summary>Floating-point operations of <see cref="Run"/>.</summary>
    public static double Operations(SimdLevel simd) => 2.0 * 12 * ((int)simd / 32) * Steps;

    /// <summary>Runs the chains once.</summary>
    public static void Run(SimdLevel simd) => GC.KeepAlive(simd switch
    {
        SimdLevel.Vector512 => Chains<Simd512, Vector512<float>>(),
        SimdLevel.Vector256 => Chains<Simd256, Vector256<float>>(),
        _ => Chains<Simd128, Vector128<float>>(),
    });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe float Chains<TSimd, TVector>()
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector a = TSimd.Create(0.999f), b = TSimd.Create(0.001f);
        TVector c0 = b, c1 = b, c2 = b, c3 = b, c4 = b, c5 = b, c6 = b, c7 = b, c8 = b, c9 = b, c10 = b, c11 = b;
        for (int i = 0; i < Steps; i++)
        {
            c0 = TSimd.MultiplyAdd(c0, a, b);
            c1 = TSimd.MultiplyAdd(c1, a, b);
            c2 = TSimd.MultiplyAdd(c2, a, b);
            c3 = TSimd.MultiplyAdd(c3, a, b);
            c4 = TSimd.MultiplyAdd(c4, a, b);
            c5 = TSimd.MultiplyAdd(c5, a, b);
            c6 = TSimd.MultiplyAdd(c6, a, b);
            c7 = TSimd.MultiplyAdd(c7, a, b);
            c8 = TSimd.MultiplyAdd(c8, a, b);
            c9 = TSimd.MultiplyAdd(c9, a, b);
            c10 = TSimd.MultiplyAdd(c10, a, b);
            c11 = TSimd.MultiplyAdd(c11, a, b);
        }

        TVector sum = TSimd.Add(TSimd.Add(TSimd.Add(c0, c1), TSimd.Add(c2, c3)), TSimd.Add(TSimd.Add(c4, c5), TSimd.Add(c6, c7)));
        sum = TSimd.Add(sum, TSimd.Add(TSimd.Add(c8, c9), TSimd.Add(c10, c11)));
        float* lanes = stackalloc float[16];
        TSimd.Store(lanes, sum);
        return lanes[0];
    }
}

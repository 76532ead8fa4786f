using System;
using System.Runtime.Intrinsics;
using Tokitai.Kernels.Activations;
using Tokitai.Kernels.Elementary;
using Tokitai.Simd;

namespace Tokitai.Tests.Support;

/// <summary>Runs elementwise kernels over arrays at any vector width.</summary>
internal static unsafe class VectorMap
{
    public static readonly SimdLevel[] Levels = [SimdLevel.Vector128, SimdLevel.Vector256, SimdLevel.Vector512];

    private interface IOperation
    {
        static abstract TVector Apply<TSimd, TVector>(TVector x)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged;
    }

    public static float[] Exponential(float[] x, SimdLevel level) => Run<ExpOperation>(x, level);

    public static float[] ExponentialMinusOne(float[] x, SimdLevel level) => Run<Expm1Operation>(x, level);

    public static float[] Forward<TActivation>(float[] x, SimdLevel level)
        where TActivation : IActivation => Run<ForwardOperation<TActivation>>(x, level);

    public static float[] Derivative<TActivation>(float[] x, SimdLevel level)
        where TActivation : IActivation => Run<DerivativeOperation<TActivation>>(x, level);

    private static float[] Run<TOperation>(float[] x, SimdLevel level)
        where TOperation : IOperation => level switch
        {
            SimdLevel.Vector128 => Run<TOperation, Simd128, Vector128<float>>(x),
            SimdLevel.Vector256 => Run<TOperation, Simd256, Vector256<float>>(x),
            _ => Run<TOperation, Simd512, Vector512<float>>(x),
        };

    private static float[] Run<TOperation, TSimd, TVector>(float[] x)
        where TOperation : IOperation
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        var padded = new float[(x.Length + 15) & -16];
        x.CopyTo(padded, 0);
        fixed (float* p = padded)
        {
            for (int i = 0; i < padded.Length; i += TSimd.Width)
            {
                TSimd.Store(p + i, TOperation.Apply<TSimd, TVector>(TSimd.Load(p + i)));
            }
        }

        return padded.AsSpan(0, x.Length).ToArray();
    }

    private readonly struct ExpOperation : IOperation
    {
        public static TVector Apply<TSimd, TVector>(TVector x)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged => Exp.Evaluate<TSimd, TVector>(x);
    }

    private readonly struct Expm1Operation : IOperation
    {
        public static TVector Apply<TSimd, TVector>(TVector x)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged => Expm1.Evaluate<TSimd, TVector>(x);
    }

    private readonly struct ForwardOperation<TActivation> : IOperation
        where TActivation : IActivation
    {
        public static TVector Apply<TSimd, TVector>(TVector x)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged => TActivation.Forward<TSimd, TVector>(x);
    }

    private readonly struct DerivativeOperation<TActivation> : IOperation
        where TActivation : IActivation
    {
        public static TVector Apply<TSimd, TVector>(TVector x)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged => TActivation.Derivative<TSimd, TVector>(x);
    }
}

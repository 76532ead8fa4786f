using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tokitai.Simd;

namespace Tokitai.Optimizers;

/// <summary>The arithmetic of <see cref="Sgd{TModel}"/>, whose docs give the formulas.</summary>
internal sealed unsafe class SgdRule : OptimizerRule
{
    private float _stepSize;

    public SgdRule(ModelInfo info, float learningRate, float momentum, bool nesterov, float weightDecay, bool decayAll)
        : base("Sgd", info, learningRate, weightDecay, decayAll, momentum == 0 ? [] : ["momentum"])
    {
        Momentum = Hyperparameter.RequireFraction(momentum);
        Nesterov = nesterov;
        if (nesterov && momentum == 0)
        {
            throw new ArgumentException("'nesterov' needs a 'momentum' above 0, but it is 0.", nameof(nesterov));
        }
    }

    public float Momentum { get; }

    public bool Nesterov { get; }

    public override void Update(long offset, long length, float* gradient, TensorKind kind)
    {
        switch (Simd)
        {
            case SimdLevel.Vector512 when SimdDispatch.Has512:
                Update<Simd512, Vector512<float>>(offset, length, gradient, kind);
                break;
            case SimdLevel.Vector256 when SimdDispatch.Has256:
                Update<Simd256, Vector256<float>>(offset, length, gradient, kind);
                break;
            default:
                Update<Simd128, Vector128<float>>(offset, length, gradient, kind);
                break;
        }
    }

    protected override void PrepareStep() => _stepSize = LearningRate;

    private void Update<TSimd, TVector>(long offset, long length, float* gradient, TensorKind kind)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* parameters = Parameters + offset;
        float decay = Decays(kind) ? WeightDecay : 0;
        if (Momentum == 0)
        {
            Plain<TSimd, TVector>(parameters, gradient, length, _stepSize, decay);
            return;
        }

        float* velocity = StatePointer(0) + offset;
        WithMomentum<TSimd, TVector>(parameters, velocity, gradient, length, _stepSize, decay, Momentum, Nesterov);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Plain<TSimd, TVector>(float* parameters, float* gradient, long length, float stepSize, float decay)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector decays = TSimd.Create(decay);
        TVector step = TSimd.Create(stepSize);
        for (long i = 0; i < length; i += TSimd.Width)
        {
            TVector p = TSimd.Load(parameters + i);
            TVector g = TSimd.MultiplyAdd(decays, p, TSimd.Load(gradient + i));
            TSimd.Store(parameters + i, TSimd.NegateMultiplyAdd(step, g, p));
        }
    }

    /// <summary>
    /// A velocity of zeros becomes the first gradient in the first step, which is how PyTorch starts: no step is special.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WithMomentum<TSimd, TVector>(
        float* parameters, float* velocity, float* gradient, long length, float stepSize, float decay, float momentum, bool nesterov)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector decays = TSimd.Create(decay);
        TVector step = TSimd.Create(stepSize);
        TVector keep = TSimd.Create(momentum);
        for (long i = 0; i < length; i += TSimd.Width)
        {
            TVector p = TSimd.Load(parameters + i);
            TVector g = TSimd.MultiplyAdd(decays, p, TSimd.Load(gradient + i));
            TVector u = TSimd.MultiplyAdd(keep, TSimd.Load(velocity + i), g);
            TSimd.Store(velocity + i, u);
            TVector direction = nesterov ? TSimd.MultiplyAdd(keep, u, g) : u;
            TSimd.Store(parameters + i, TSimd.NegateMultiplyAdd(step, direction, p));
        }
    }
}

using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tokitai.Simd;

namespace Tokitai.Optimizers;

/// <summary>The arithmetic of <see cref="Sgd{TModel}"/>, whose docs give the formulas.</summary>
internal sealed unsafe class SgdRule : OptimizerRule
{
    private Coefficients _step;

    public SgdRule(ModelInfo info, float learningRate, float momentum, bool nesterov, float weightDecay, bool decayAll)
        : base("Sgd", info, learningRate, weightDecay, decayAll, momentum == 0 ? [] : ["momentum"])
    {
        Momentum = (float)Hyperparameter.RequireFraction(momentum);
        Nesterov = nesterov;
        if (nesterov && momentum == 0)
        {
            throw new ArgumentException("'nesterov' needs a 'momentum' above 0, but it is 0.", nameof(nesterov));
        }
    }

    public float Momentum { get; }

    public bool Nesterov { get; }

    public override void Update(long offset, long length, float* gradient, TensorKind kind, Lookahead ahead)
    {
        if (Streams) Run<PastCaches>(offset, length, gradient, kind, ahead);
        else Run<ThroughCaches>(offset, length, gradient, kind, ahead);
    }

    protected override void PrepareStep() => _step = new Coefficients(LearningRate, Momentum, Nesterov, Clip);

    private void Run<TDestination>(long offset, long length, float* gradient, TensorKind kind, Lookahead ahead)
        where TDestination : struct, IDestination
    {
        switch (Simd)
        {
            case SimdLevel.Vector512 when SimdDispatch.Has512:
                Run<TDestination, Simd512, Vector512<float>>(offset, length, gradient, kind, ahead);
                break;
            case SimdLevel.Vector256 when SimdDispatch.Has256:
                Run<TDestination, Simd256, Vector256<float>>(offset, length, gradient, kind, ahead);
                break;
            default:
                Run<TDestination, Simd128, Vector128<float>>(offset, length, gradient, kind, ahead);
                break;
        }
    }

    private void Run<TDestination, TSimd, TVector>(long offset, long length, float* gradient, TensorKind kind, Lookahead ahead)
        where TDestination : struct, IDestination
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* parameters = Parameters + offset;
        float decay = Decays(kind) ? WeightDecay : 0;
        if (Momentum == 0)
        {
            Plain<TDestination, TSimd, TVector>(parameters, gradient, length, ahead, decay, in _step);
            return;
        }

        float* velocity = StatePointer(0) + offset;
        WithMomentum<TDestination, TSimd, TVector>(parameters, velocity, gradient, length, ahead, decay, in _step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Plain<TDestination, TSimd, TVector>(float* parameters, float* gradient, long length, Lookahead ahead, float decay, in Coefficients step)
        where TDestination : struct, IDestination
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector decays = TSimd.Create(decay);
        TVector stepSize = TSimd.Create(step.StepSize);
        TVector scale = TSimd.Create(step.Clip.Scale);
        TVector limit = TSimd.Create(step.Clip.Limit);
        bool asksForParameters = ahead.AsksForParameters;
        byte* askedParameters = ahead.Begin(parameters);
        long askedBytes = ahead.BytesPerVector(TSimd.Width);
        for (long i = 0; i < length; i += TSimd.Width)
        {
            if (asksForParameters) Lookahead.Ask(ref askedParameters, askedBytes);
            TVector p = TSimd.Load(parameters + i);
            TVector g = TSimd.MultiplyAdd(decays, p, GradientClip.Apply<TSimd, TVector>(TSimd.Load(gradient + i), scale, limit));
            TDestination.Store<TSimd, TVector>(parameters + i, TSimd.NegateMultiplyAdd(stepSize, g, p));
        }
    }

    /// <summary>
    /// A velocity of zeros becomes the first gradient in the first step, which is how PyTorch starts: no step is special.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WithMomentum<TDestination, TSimd, TVector>(
        float* parameters, float* velocity, float* gradient, long length, Lookahead ahead, float decay, in Coefficients step)
        where TDestination : struct, IDestination
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector decays = TSimd.Create(decay);
        TVector stepSize = TSimd.Create(step.StepSize);
        TVector scale = TSimd.Create(step.Clip.Scale);
        TVector limit = TSimd.Create(step.Clip.Limit);
        TVector keep = TSimd.Create(step.Momentum);
        bool nesterov = step.Nesterov;
        bool asksForState = ahead.AsksForState, asksForParameters = ahead.AsksForParameters;
        byte* askedParameters = ahead.Begin(parameters), askedVelocity = ahead.Begin(velocity);
        long askedBytes = ahead.BytesPerVector(TSimd.Width);
        for (long i = 0; i < length; i += TSimd.Width)
        {
            if (asksForState) Lookahead.Ask(ref askedVelocity, askedBytes);
            if (asksForParameters) Lookahead.Ask(ref askedParameters, askedBytes);
            TVector p = TSimd.Load(parameters + i);
            TVector g = TSimd.MultiplyAdd(decays, p, GradientClip.Apply<TSimd, TVector>(TSimd.Load(gradient + i), scale, limit));
            TVector u = TSimd.MultiplyAdd(keep, TSimd.Load(velocity + i), g);
            TDestination.Store<TSimd, TVector>(velocity + i, u);
            TVector direction = nesterov ? TSimd.MultiplyAdd(keep, u, g) : u;
            TDestination.Store<TSimd, TVector>(parameters + i, TSimd.NegateMultiplyAdd(stepSize, direction, p));
        }
    }

    /// <summary>What all elements of a step share.</summary>
    /// <param name="StepSize">Learning rate.</param>
    /// <param name="Momentum">Share of the last direction that is kept.</param>
    /// <param name="Nesterov">Whether the step looks ahead along the momentum.</param>
    /// <param name="Clip">What comes before.</param>
    private readonly record struct Coefficients(float StepSize, float Momentum, bool Nesterov, GradientClip Clip);
}

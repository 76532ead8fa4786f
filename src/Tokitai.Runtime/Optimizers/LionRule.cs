using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tokitai.Simd;

namespace Tokitai.Optimizers;

/// <summary>The arithmetic of <see cref="Lion{TModel}"/>, whose docs give the formulas.</summary>
internal sealed unsafe class LionRule : OptimizerRule
{
    private Coefficients _step;

    public LionRule(ModelInfo info, float learningRate, double beta1, double beta2, float weightDecay, bool decayAll)
        : base("Lion", info, learningRate, weightDecay, decayAll, "momentum")
    {
        Beta1 = Hyperparameter.RequireFraction(beta1);
        Beta2 = Hyperparameter.RequireFraction(beta2);
    }

    public double Beta1 { get; }

    public double Beta2 { get; }

    public override void Update(long offset, long length, float* gradient, TensorKind kind, Lookahead ahead)
    {
        float* parameters = Parameters + offset;
        float* momentum = StatePointer(0) + offset;
        float keep = Decays(kind) ? _step.Keep : 1;
        if (Streams) Run<PastCaches>(parameters, momentum, gradient, length, ahead, keep);
        else Run<ThroughCaches>(parameters, momentum, gradient, length, ahead, keep);
    }

    protected override void PrepareStep() => _step = new Coefficients(
        Keep: (float)(1 - ((double)LearningRate * WeightDecay)),
        Beta1: (float)Beta1,
        Share1: (float)(1 - Beta1),
        Share2: (float)(1 - Beta2),
        StepSize: LearningRate,
        Clip: Clip);

    private void Run<TDestination>(float* parameters, float* momentum, float* gradient, long length, Lookahead ahead, float keep)
        where TDestination : struct, IDestination
    {
        switch (Simd)
        {
            case SimdLevel.Vector512 when SimdDispatch.Has512:
                Kernel<TDestination, Simd512, Vector512<float>>(parameters, momentum, gradient, length, ahead, keep, in _step);
                break;
            case SimdLevel.Vector256 when SimdDispatch.Has256:
                Kernel<TDestination, Simd256, Vector256<float>>(parameters, momentum, gradient, length, ahead, keep, in _step);
                break;
            default:
                Kernel<TDestination, Simd128, Vector128<float>>(parameters, momentum, gradient, length, ahead, keep, in _step);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Kernel<TDestination, TSimd, TVector>(
        float* parameters, float* momentum, float* gradient, long length, Lookahead ahead, float keepShare, in Coefficients step)
        where TDestination : struct, IDestination
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector keep = TSimd.Create(keepShare);
        TVector beta1 = TSimd.Create(step.Beta1);
        TVector share1 = TSimd.Create(step.Share1);
        TVector share2 = TSimd.Create(step.Share2);
        TVector stepSize = TSimd.Create(step.StepSize);
        TVector scale = TSimd.Create(step.Clip.Scale);
        TVector limit = TSimd.Create(step.Clip.Limit);
        TVector one = TSimd.Create(1);
        TVector minusOne = TSimd.Create(-1);
        bool asksForState = ahead.AsksForState, asksForParameters = ahead.AsksForParameters;
        byte* askedParameters = ahead.Begin(parameters), askedMomentum = ahead.Begin(momentum);
        long askedBytes = ahead.BytesPerVector(TSimd.Width);
        for (long i = 0; i < length; i += TSimd.Width)
        {
            if (asksForState) Lookahead.Ask(ref askedMomentum, askedBytes);
            if (asksForParameters) Lookahead.Ask(ref askedParameters, askedBytes);
            TVector g = GradientClip.Apply<TSimd, TVector>(TSimd.Load(gradient + i), scale, limit);
            TVector m = TSimd.Load(momentum + i);
            TVector c = TSimd.MultiplyAdd(beta1, m, TSimd.Multiply(share1, g));
            TDestination.Store<TSimd, TVector>(momentum + i, TSimd.MultiplyAdd(share2, TSimd.Subtract(g, m), m));

            // Zero and NaN are neither above nor below 0 and stay what they are.
            TVector sign = TSimd.Select(
                TSimd.GreaterThan(c, TSimd.Zero), one, TSimd.Select(TSimd.GreaterThan(TSimd.Zero, c), minusOne, c));
            TVector kept = TSimd.Multiply(keep, TSimd.Load(parameters + i));
            TDestination.Store<TSimd, TVector>(parameters + i, TSimd.NegateMultiplyAdd(stepSize, sign, kept));
        }
    }

    /// <summary>What all elements of a step share.</summary>
    /// <param name="Keep">Share of a decaying parameter that is kept.</param>
    /// <param name="Beta1">Share of the momentum in the direction.</param>
    /// <param name="Share1">1 - beta1.</param>
    /// <param name="Share2">1 - beta2.</param>
    /// <param name="StepSize">Learning rate.</param>
    /// <param name="Clip">What comes before.</param>
    private readonly record struct Coefficients(
        float Keep, float Beta1, float Share1, float Share2, float StepSize, GradientClip Clip);
}

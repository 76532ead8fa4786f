using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tokitai.Kernels;
using Tokitai.Simd;

namespace Tokitai.Optimizers;

/// <summary>
/// The arithmetic of <see cref="Adam{TModel}"/> and <see cref="AdamW{TModel}"/>, whose docs give the formulas: they differ in where
/// the decay goes.
/// </summary>
internal sealed unsafe class AdamRule : OptimizerRule
{
    private readonly bool _decoupled;
    private Coefficients _step;

    /// <summary>Takes the memory of the moments.</summary>
    /// <param name="info">The model.</param>
    /// <param name="decoupled">Whether the decay shrinks the parameter (AdamW) or is added to the gradient (Adam).</param>
    /// <param name="learningRate">Factor of each update.</param>
    /// <param name="beta1">Share of the old value in the first moment.</param>
    /// <param name="beta2">Share of the old value in the second moment.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    /// <param name="weightDecay">Factor of the decay.</param>
    /// <param name="decayAll">Whether norms and biases decay too.</param>
    public AdamRule(
        ModelInfo info, bool decoupled, float learningRate, double beta1, double beta2, float epsilon, float weightDecay, bool decayAll)
        : base(decoupled ? "AdamW" : "Adam", info, learningRate, weightDecay, decayAll, "firstMoment", "secondMoment")
    {
        _decoupled = decoupled;
        Beta1 = Hyperparameter.RequireFraction(beta1);
        Beta2 = Hyperparameter.RequireFraction(beta2);

        // Above 0 also because the padding would otherwise become 0/0.
        Epsilon = Hyperparameter.RequirePositive(epsilon);
    }

    public double Beta1 { get; }

    public double Beta2 { get; }

    public float Epsilon { get; }

    public override void Update(long offset, long length, float* gradient, TensorKind kind, Lookahead ahead)
    {
        float* parameters = Parameters + offset;
        float* first = StatePointer(0) + offset;
        float* second = StatePointer(1) + offset;
        bool decays = Decays(kind);
        float keep = decays && _decoupled ? _step.Keep : 1;
        float decay = decays && !_decoupled ? WeightDecay : 0;
        if (Streams) Run<PastCaches>(parameters, first, second, gradient, length, ahead, keep, decay);
        else Run<ThroughCaches>(parameters, first, second, gradient, length, ahead, keep, decay);
    }

    protected override void PrepareStep()
    {
        // Moments move by a share of their distance to the gradient, so the complement of a beta, which is all that float32 sees of it, is
        // rounded once, and no error of a beta near 1 adds up over thousands of steps.
        double correction1 = 1 - IntegerPower.Of(Beta1, StepCount);
        double correction2 = 1 - IntegerPower.Of(Beta2, StepCount);
        _step = new Coefficients(
            Keep: (float)(1 - ((double)LearningRate * WeightDecay)),
            Share1: (float)(1 - Beta1),
            Share2: (float)(1 - Beta2),
            RootScale: (float)(1 / Math.Sqrt(correction2)),
            Epsilon: Epsilon,
            StepSize: (float)(LearningRate / correction1),
            Clip: Clip);
    }

    private void Run<TDestination>(
        float* parameters, float* first, float* second, float* gradient, long length, Lookahead ahead, float keep, float decay)
        where TDestination : struct, IDestination
    {
        switch (Simd)
        {
            case SimdLevel.Vector512 when SimdDispatch.Has512:
                Kernel<TDestination, Simd512, Vector512<float>>(parameters, first, second, gradient, length, ahead, keep, decay, in _step);
                break;
            case SimdLevel.Vector256 when SimdDispatch.Has256:
                Kernel<TDestination, Simd256, Vector256<float>>(parameters, first, second, gradient, length, ahead, keep, decay, in _step);
                break;
            default:
                Kernel<TDestination, Simd128, Vector128<float>>(parameters, first, second, gradient, length, ahead, keep, decay, in _step);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Kernel<TDestination, TSimd, TVector>(
        float* parameters, float* first, float* second, float* gradient, long length, Lookahead ahead, float keepShare, float decay, in Coefficients step)
        where TDestination : struct, IDestination
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        bool changesGradient = step.Clip.ChangesGradients || decay != 0;
        TVector keep = TSimd.Create(keepShare);
        TVector decays = TSimd.Create(decay);
        TVector scale = TSimd.Create(step.Clip.Scale);
        TVector limit = TSimd.Create(step.Clip.Limit);
        TVector share1 = TSimd.Create(step.Share1);
        TVector share2 = TSimd.Create(step.Share2);
        TVector rootScale = TSimd.Create(step.RootScale);
        TVector epsilon = TSimd.Create(step.Epsilon);
        TVector stepSize = TSimd.Create(step.StepSize);
        TVector largest = TSimd.Create(float.MaxValue);
        bool isStream = ahead.IsStream, asksForState = ahead.AsksForState, asksForParameters = ahead.AsksForParameters;
        byte* askedParameters = ahead.Begin(parameters), askedFirst = ahead.Begin(first), askedSecond = ahead.Begin(second);
        long askedBytes = ahead.BytesPerVector(TSimd.Width);
        for (long i = 0; i < length; i += TSimd.Width)
        {
            if (isStream)
            {
                Prefetch.Stream(parameters + i);
                Prefetch.Stream(gradient + i);
                Prefetch.Stream(first + i);
                Prefetch.Stream(second + i);
            }

            if (asksForState)
            {
                Lookahead.Ask(ref askedFirst, askedBytes);
                Lookahead.Ask(ref askedSecond, askedBytes);
            }

            if (asksForParameters) Lookahead.Ask(ref askedParameters, askedBytes);

            TVector p = TSimd.Load(parameters + i);
            TVector g = TSimd.Load(gradient + i);
            if (changesGradient) g = TSimd.MultiplyAdd(decays, p, GradientClip.Apply<TSimd, TVector>(g, scale, limit));
            TVector m = TSimd.Load(first + i);
            TVector v = TSimd.Load(second + i);
            m = TSimd.MultiplyAdd(share1, TSimd.Subtract(g, m), m);

            // An infinite square would make the next distance NaN; a moment at the largest float only stops the element. The roots rely on it, too.
            v = TSimd.MultiplyAdd(share2, TSimd.Subtract(TSimd.Min(largest, TSimd.Multiply(g, g)), v), v);
            TDestination.Store<TSimd, TVector>(first + i, m);
            TDestination.Store<TSimd, TVector>(second + i, v);

            // The divider is what takes longest: every other line's roots go past it.
            TVector root = (i & TSimd.Width) == 0 ? TSimd.Sqrt(v) : TSimd.SqrtByMultiplyAdds(v);
            TVector quotient = TSimd.Divide(m, TSimd.MultiplyAdd(root, rootScale, epsilon));
            TDestination.Store<TSimd, TVector>(parameters + i, TSimd.NegateMultiplyAdd(stepSize, quotient, TSimd.Multiply(keep, p)));
        }
    }

    /// <summary>What all elements of a step share.</summary>
    /// <param name="Keep">Share of a decaying parameter that is kept.</param>
    /// <param name="Share1">1 - beta1.</param>
    /// <param name="Share2">1 - beta2.</param>
    /// <param name="RootScale">1 / sqrt(1 - beta2^step).</param>
    /// <param name="Epsilon">Added to the root.</param>
    /// <param name="StepSize">Learning rate / (1 - beta1^step).</param>
    /// <param name="Clip">What comes before.</param>
    private readonly record struct Coefficients(
        float Keep, float Share1, float Share2, float RootScale, float Epsilon, float StepSize, GradientClip Clip);
}

using System;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tokitai.Kernels.Elementary;
using Tokitai.Simd;

namespace Tokitai.Losses;

/// <summary>Softmax and cross-entropy of one row of logits, with the largest logit subtracted first.</summary>
/// <remarks>
/// <para>The row goes in groups of 16 floats at every vector width; lane j of the sum collects the elements j, j + 16, ..., and the
/// 16 lanes are added up in double in order. So a row's bits depend neither on the width nor on where the row lies. Up to 16
/// classes the sum has no rounding of float32 at all.</para>
/// <para>The label's term is kept out of the lanes and added last: what a confident row has left, the sum of the others, does
/// not drown in it. Losses and gradients of such rows keep the relative accuracy of the exponential: 9e-8, and 6e-8 times
/// <c>max - z</c> for the rounding of that difference.</para>
/// </remarks>
internal static unsafe class SoftmaxRow
{
    private const int Lanes = 16;

    /// <summary>The loss of the row; writes <c>(softmax - onehot) / normaliser</c> unless <paramref name="gradient"/> is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double CrossEntropy<TSimd, TVector>(float* logits, int classes, int label, float* gradient, double normaliser)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        // Read first: the gradient may overwrite the logits.
        float labelled = logits[label];
        float max = Largest<TSimd, TVector>(logits, classes);
        double others = Exponentials<TSimd, TVector>(logits, classes, max, label, gradient, out float own);
        double sum = others + own;
        if (gradient != null)
        {
            // (p - 1) of a confident row cancels; the sum of the others does not.
            double norm = sum * normaliser;
            var row = new Span<float>(gradient, classes);
            TensorPrimitives.Multiply(row, (float)(1 / norm), row);
            gradient[label] = (float)(-others / norm);
        }

        return LogSum(sum, others, max, labelled) + ((double)max - labelled);
    }

    /// <summary>
    /// The smoothed loss of the row; writes its gradient, <c>(p * (Own + Share * SpreadSum) - Own * onehot - Share * Spread) / normaliser</c>,
    /// unless <paramref name="gradient"/> is null.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SmoothedCrossEntropy<TSimd, TVector>(
        float* logits, int classes, int label, float* gradient, double normaliser, in Smoothing smoothing)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        float labelled = logits[label];
        float max = Largest<TSimd, TVector>(logits, classes);
        double gaps = WeightedGaps(logits, classes, max, smoothing.Spread);
        double others = Exponentials<TSimd, TVector>(logits, classes, max, label, gradient, out float own);
        double sum = others + own;
        double total = smoothing.Own + (smoothing.Share * smoothing.SpreadSum);
        if (gradient != null)
        {
            Mix<TSimd, TVector>(
                gradient, classes, (float)(total / sum / normaliser), smoothing.Spread, (float)(smoothing.Share / normaliser));

            // total * p - (Own + Share * Spread) with p = 1 - others / sum, which cancels in no more than the spread itself does.
            double wanted = smoothing.Share * (smoothing.SpreadSum - smoothing.Spread[label]);
            gradient[label] = (float)((wanted - (total * (others / sum))) / normaliser);
        }

        double logSum = LogSum(sum, others, max, labelled);
        return (total * logSum) + (smoothing.Own * ((double)max - labelled)) + (smoothing.Share * gaps);
    }

    /// <summary><c>log sum</c>, with full relative accuracy where the label's term is the 1 in it.</summary>
    private static double LogSum(double sum, double others, float max, float labelled) =>
        labelled == max ? LogOnePlus.Of(others) : Math.Log(sum);

    /// <summary>
    /// The largest logit; NaN if any is not finite. (-infinity would vanish in the softmax: a loss should be finite if and only if the
    /// outputs are.)
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Largest<TSimd, TVector>(float* logits, int classes)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        if (classes >= TSimd.Width) return LargestOfVectors<TSimd, TVector>(logits, classes);
        if (classes >= Simd128.Width) return LargestOfVectors<Simd128, Vector128<float>>(logits, classes);
        float largest = logits[0], poison = largest * 0;
        for (int i = 1; i < classes; i++)
        {
            largest = float.MaxNative(largest, logits[i]);
            poison += logits[i] * 0;
        }

        return largest + poison;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float LargestOfVectors<TSimd, TVector>(float* logits, int classes)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        // z * 0 is 0 for a finite z, else NaN. The last vector may overlap the one before.
        TVector largests = TSimd.Load(logits + (classes - TSimd.Width));
        TVector poisons = TSimd.Multiply(largests, TSimd.Zero);
        for (int i = 0; i < classes - TSimd.Width; i += TSimd.Width)
        {
            TVector z = TSimd.Load(logits + i);
            largests = TSimd.Max(z, largests);
            poisons = TSimd.MultiplyAdd(z, TSimd.Zero, poisons);
        }

        float* lanes = stackalloc float[2 * Lanes];
        TSimd.Store(lanes, largests);
        TSimd.Store(lanes + Lanes, poisons);
        float largest = lanes[0], poison = lanes[Lanes];
        for (int lane = 1; lane < TSimd.Width; lane++)
        {
            largest = float.MaxNative(largest, lanes[lane]);
            poison += lanes[Lanes + lane];
        }

        return largest + poison;
    }

    /// <summary><c>sum_c weight[c] (max - z[c])</c>: no term is negative. In double, where no difference overflows.</summary>
    private static double WeightedGaps(float* logits, int classes, float max, float* weights)
    {
        double sum = 0;
        for (int i = 0; i < classes; i++) sum += weights[i] * ((double)max - logits[i]);
        return sum;
    }

    /// <summary>
    /// Sums <c>e^(z - max)</c> over all classes but the label, whose term is <paramref name="own"/>. Stores all terms
    /// unless <paramref name="terms"/> is null.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Exponentials<TSimd, TVector>(
        float* logits, int classes, float max, int label, float* terms, out float own)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        float* sums = stackalloc float[Lanes];
        float* group = stackalloc float[Lanes];
        new Span<float>(sums, Lanes).Clear();
        TVector shift = TSimd.Create(max);
        own = 0;
        for (int i = 0; i < classes; i += Lanes)
        {
            int count = Math.Min(Lanes, classes - i);
            bool labelled = (uint)(label - i) < (uint)count;
            if (count == Lanes && !labelled)
            {
                float* place = terms == null ? group : terms + i;
                Terms<TSimd, TVector>(logits + i, shift, place);
                Add<TSimd, TVector>(place, sums);
                continue;
            }

            // Missing classes are infinitely unlikely: e^-inf adds exactly 0.
            new Span<float>(group, Lanes).Fill(float.NegativeInfinity);
            new ReadOnlySpan<float>(logits + i, count).CopyTo(new Span<float>(group, count));
            Terms<TSimd, TVector>(group, shift, group);
            if (labelled)
            {
                int lane = label - i;
                float before = sums[lane];
                own = group[lane];
                Add<TSimd, TVector>(group, sums);
                sums[lane] = before;
            }
            else
            {
                Add<TSimd, TVector>(group, sums);
            }

            if (terms != null) new ReadOnlySpan<float>(group, count).CopyTo(new Span<float>(terms + i, count));
        }

        double sum = 0;
        for (int lane = 0; lane < Lanes; lane++) sum += sums[lane];
        return sum;
    }

    /// <summary><c>e^(z - shift)</c> of a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Terms<TSimd, TVector>(float* logits, TVector shift, float* terms)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        for (int lane = 0; lane < Lanes; lane += TSimd.Width)
        {
            TSimd.Store(terms + lane, Exp.Evaluate<TSimd, TVector>(TSimd.Subtract(TSimd.Load(logits + lane), shift)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TSimd, TVector>(float* terms, float* sums)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        for (int lane = 0; lane < Lanes; lane += TSimd.Width)
        {
            TSimd.Store(sums + lane, TSimd.Add(TSimd.Load(sums + lane), TSimd.Load(terms + lane)));
        }
    }

    /// <summary>The gradient of a smoothed row from its terms, but for the label: <c>term * scale - spread * share</c>, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mix<TSimd, TVector>(float* terms, int classes, float scale, float* spread, float share)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector scales = TSimd.Create(scale), shares = TSimd.Create(share);
        int whole = classes & -TSimd.Width;
        for (int i = 0; i < whole; i += TSimd.Width)
        {
            TVector wanted = TSimd.Multiply(TSimd.Load(spread + i), shares);
            TSimd.Store(terms + i, TSimd.Subtract(TSimd.Multiply(TSimd.Load(terms + i), scales), wanted));
        }

        for (int i = whole; i < classes; i++) terms[i] = (terms[i] * scale) - (spread[i] * share);
    }
}

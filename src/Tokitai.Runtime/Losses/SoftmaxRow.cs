using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tokitai.Kernels;
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

    /// <summary>How far ahead of the exponentials memory is asked for logits: at least two rows and 8 KB, what takes as long as memory does to answer.</summary>
    private const int AheadFloats = 2048;

    /// <summary>Two rows of so many classes are too much for a second cache level; one has to do.</summary>
    private const int LongRow = 16_384;

    /// <summary>The loss of the row; writes <c>(softmax - onehot) / normaliser</c> unless <paramref name="gradient"/> is null.</summary>
    /// <param name="logits">The row.</param>
    /// <param name="classes">Its length.</param>
    /// <param name="label">The true class.</param>
    /// <param name="gradient">Receives the gradient; may be the row itself.</param>
    /// <param name="scratch">Aligned room for the row's terms until they are scaled, or null: then they stand in the gradient.</param>
    /// <param name="streams">Whether the gradient goes past the caches; only with <paramref name="scratch"/>.</param>
    /// <param name="normaliser">What the row is divided by.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double CrossEntropy<TSimd, TVector>(float* logits, int classes, int label, float* gradient, float* scratch, bool streams, double normaliser)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        // Read first: the gradient may overwrite the logits.
        float labelled = logits[label];
        float max = Largest<TSimd, TVector>(logits, classes);
        float* terms = gradient == null || scratch == null ? gradient : scratch;
        if (streams)
        {
            // Lines that two rows share take ordinary stores.
            if (ToLine(gradient) != 0) Prefetch.Line(gradient);
            if (ToLine(gradient + classes) != 0) Prefetch.Line(gradient + classes);
        }

        double others = Exponentials<TSimd, TVector>(logits, classes, max, label, terms, out float own);
        double sum = others + own;
        if (gradient != null)
        {
            // (p - 1) of a confident row cancels; the sum of the others does not.
            double norm = sum * normaliser;
            float scale = (float)(1 / norm), labelGradient = (float)(-others / norm);
            if (streams)
            {
                ScaleStreaming<TSimd, TVector>(terms, classes, scale, label, labelGradient, KernelMemory.AllButOneMasks, gradient);
            }
            else
            {
                Scale<TSimd, TVector>(terms, classes, scale, gradient);
                gradient[label] = labelGradient;
            }
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
        // z * 0 is 0 for a finite z, else NaN. The last vector may overlap the one before. Four at a time, or each would wait for the one before.
        TVector largests = TSimd.Load(logits + (classes - TSimd.Width));
        TVector poisons = TSimd.Multiply(largests, TSimd.Zero);
        TVector l1 = largests, l2 = largests, l3 = largests, p1 = poisons, p2 = poisons, p3 = poisons;
        int i = 0;
        for (; i <= classes - (4 * TSimd.Width); i += 4 * TSimd.Width)
        {
            TVector z0 = TSimd.Load(logits + i), z1 = TSimd.Load(logits + i + TSimd.Width);
            TVector z2 = TSimd.Load(logits + i + (2 * TSimd.Width)), z3 = TSimd.Load(logits + i + (3 * TSimd.Width));
            largests = TSimd.Max(z0, largests);
            l1 = TSimd.Max(z1, l1);
            l2 = TSimd.Max(z2, l2);
            l3 = TSimd.Max(z3, l3);
            poisons = TSimd.MultiplyAdd(z0, TSimd.Zero, poisons);
            p1 = TSimd.MultiplyAdd(z1, TSimd.Zero, p1);
            p2 = TSimd.MultiplyAdd(z2, TSimd.Zero, p2);
            p3 = TSimd.MultiplyAdd(z3, TSimd.Zero, p3);
        }

        for (; i < classes - TSimd.Width; i += TSimd.Width)
        {
            TVector z = TSimd.Load(logits + i);
            largests = TSimd.Max(z, largests);
            poisons = TSimd.MultiplyAdd(z, TSimd.Zero, poisons);
        }

        largests = TSimd.Max(TSimd.Max(largests, l1), TSimd.Max(l2, l3));
        poisons = TSimd.Add(TSimd.Add(poisons, p1), TSimd.Add(p2, p3));
        float* lanes = stackalloc float[2 * Lanes];
        TSimd.Store(lanes, largests);
        TSimd.Store(lanes + Lanes, poisons);
        Vector128<float> largest = Vector128.Load(lanes), poison = Vector128.Load(lanes + Lanes);
        for (int lane = Simd128.Width; lane < TSimd.Width; lane += Simd128.Width)
        {
            largest = Simd128.Max(largest, Vector128.Load(lanes + lane));
            poison += Vector128.Load(lanes + Lanes + lane);
        }

        largest = Simd128.Max(largest, Vector128.Shuffle(largest, Vector128.Create(2, 3, 0, 1)));
        poison += Vector128.Shuffle(poison, Vector128.Create(2, 3, 0, 1));
        largest = Simd128.Max(largest, Vector128.Shuffle(largest, Vector128.Create(1, 0, 3, 2)));
        return largest.ToScalar() + (poison.ToScalar() + poison.GetElement(1));
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
        TVector shift = TSimd.Create(max);
        int whole = classes & -Lanes;

        // The label's logit first: the terms may overwrite it.
        own = Exp.EvaluateUpToZero<Simd128, Vector128<float>>(Vector128.Create(logits[label] - max)).ToScalar();
        if (whole == 0) new Span<float>(sums, Lanes).Clear();
        else WholeGroups<TSimd, TVector>(logits, whole, label, classes > LongRow ? classes : Math.Max(AheadFloats, 2 * classes), shift, KernelMemory.AllButOneMasks, terms, sums);
        if (whole < classes) EdgeGroup<TSimd, TVector>(logits, whole, classes - whole, label - whole, shift, terms, sums);
        double sum = 0;
        for (int lane = 0; lane < Lanes; lane++) sum += sums[lane];
        return sum;
    }

    /// <summary>The terms of whole groups of 16, at least one: each lane's sum stays in a register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WholeGroups<TSimd, TVector>(float* logits, int end, int label, long ahead, TVector shift, float* masks, float* terms, float* sums)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        for (int lane = 0; lane < Lanes; lane += TSimd.Width)
        {
            // At least one group: the compiler keeps constants in registers for a loop that it need not enter by a test.
            TVector sum = TSimd.Zero;
            int i = lane;
            do
            {
                // A row to come; behind the last row a hint that does no harm.
                if (lane == 0) Prefetch.Near(logits + ahead + i, 1);
                TVector term = Exp.EvaluateUpToZero<TSimd, TVector>(TSimd.Subtract(TSimd.Load(logits + i), shift));
                sum = TSimd.Add(sum, TSimd.And(term, TSimd.Load(KernelMemory.AllButOneMask(masks + lane, label - (i - lane)))));
                if (terms != null) TSimd.Store(terms + i, term);
                i += Lanes;
            }
            while (i < end);

            TSimd.Store(sums + lane, sum);
        }
    }

    /// <summary>The terms of a row's last classes, fewer than 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EdgeGroup<TSimd, TVector>(float* logits, int start, int count, int label, TVector shift, float* terms, float* sums)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        // Missing classes are infinitely unlikely: e^-inf adds exactly 0.
        float* group = stackalloc float[Lanes];
        new Span<float>(group, Lanes).Fill(float.NegativeInfinity);
        new ReadOnlySpan<float>(logits + start, count).CopyTo(new Span<float>(group, count));
        for (int lane = 0; lane < Lanes; lane += TSimd.Width)
        {
            TSimd.Store(group + lane, Exp.EvaluateUpToZero<TSimd, TVector>(TSimd.Subtract(TSimd.Load(group + lane), shift)));
        }

        if (terms != null) new ReadOnlySpan<float>(group, count).CopyTo(new Span<float>(terms + start, count));
        if (label >= 0) group[label] = 0;
        for (int lane = 0; lane < Lanes; lane++) sums[lane] += group[lane];
    }

    /// <summary><c>gradient = terms * scale</c>. Stores are aligned, since a row that starts anywhere would else cut every line in two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale<TSimd, TVector>(float* terms, int classes, float scale, float* gradient)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector scales = TSimd.Create(scale);
        int i = 0, head = Math.Min(classes, ToLine(gradient));
        for (; i < head; i++) gradient[i] = terms[i] * scale;
        for (; i <= classes - TSimd.Width; i += TSimd.Width) TSimd.Store(gradient + i, TSimd.Multiply(TSimd.Load(terms + i), scales));
        for (; i < classes; i++) gradient[i] = terms[i] * scale;
    }

    /// <summary>
    /// As <see cref="Scale"/>, past the caches, and with the label's gradient in its place: an ordinary store into a line that has just gone out
    /// would wait for it to come back from memory, and all later stores behind it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScaleStreaming<TSimd, TVector>(float* terms, int classes, float scale, int label, float labelGradient, float* masks, float* gradient)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector scales = TSimd.Create(scale), labelGradients = TSimd.Create(labelGradient);
        int head = Math.Min(classes, ToLine(gradient)), tail = head + ((classes - head) & -Lanes);
        for (int i = 0; i < head; i++) gradient[i] = i == label ? labelGradient : terms[i] * scale;
        for (int i = head; i < tail; i += Lanes)
        {
            float* others = KernelMemory.AllButOneMask(masks, label - i);
            for (int lane = 0; lane < Lanes; lane += TSimd.Width)
            {
                TVector scaled = TSimd.Multiply(TSimd.Load(terms + i + lane), scales);
                TSimd.StoreStreaming(gradient + i + lane, TSimd.Select(TSimd.Load(others + lane), scaled, labelGradients));
            }
        }

        for (int i = tail; i < classes; i++) gradient[i] = i == label ? labelGradient : terms[i] * scale;
    }

    /// <summary>Floats from an address to the first line of a cache from there on.</summary>
    private static int ToLine(float* address) => -(int)((nint)address / sizeof(float)) & (Lanes - 1);

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

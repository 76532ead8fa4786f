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
/// 16 lanes are added up in double, pairwise. So a row's bits depend neither on the width nor on where the row lies. Up to 16
/// classes the sum has no rounding of float32 at all.</para>
/// <para>The label's term is kept out of the lanes and added last: what a confident row has left, the sum of the others, does
/// not drown in it. Losses and gradients of such rows keep the relative accuracy of the exponential: 9e-8, and 6e-8 times
/// <c>max - z</c> for the rounding of that difference. Gradients are off by at most 1.6e-7 of themselves and that, for logits of any size (SoftmaxAccuracyTests).</para>
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
    /// <param name="waiting">
    /// Instead of <paramref name="scratch"/>: where the gradient waits for the next row, to go past the caches then, while the one that waits there goes
    /// out. Not for a gradient that is the row itself. Null for an ordinary gradient.
    /// </param>
    /// <param name="normaliser">What the row is divided by.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double CrossEntropy<TSimd, TVector>(
        float* logits, int classes, int label, float* gradient, float* scratch, WaitingGradient* waiting, double normaliser)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        // Read first: the gradient may overwrite the logits.
        float labelled = logits[label];
        float max = Largest<TSimd, TVector>(logits, classes);
        float* terms = waiting != null ? waiting->Room : gradient == null || scratch == null ? gradient : scratch;
        if (waiting != null)
        {
            // Lines that two rows share take ordinary stores.
            if (WaitingGradient.ToLine(gradient) != 0) Prefetch.Line(gradient);
            if (WaitingGradient.ToLine(gradient + classes) != 0) Prefetch.Line(gradient + classes);
        }

        double others = Exponentials<TSimd, TVector>(logits, classes, max, label, terms, waiting, out float own);
        double sum = others + own;
        if (gradient != null)
        {
            // (p - 1) of a confident row cancels; the sum of the others does not.
            double norm = sum * normaliser;
            float scale = (float)(1 / norm), labelGradient = (float)(-others / norm);
            if (waiting != null)
            {
                waiting->Take(gradient, classes, scale, label, labelGradient);
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
        double others = Exponentials<TSimd, TVector>(logits, classes, max, label, gradient, waiting: null, out float own);
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
        float* logits, int classes, float max, int label, float* terms, WaitingGradient* waiting, out float own)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        float* sums = stackalloc float[Lanes];
        TVector shift = TSimd.Create(max);
        int whole = classes & -Lanes;

        // The label's logit first: the terms may overwrite it.
        own = Exp.EvaluateUpToZero<Simd128, Vector128<float>>(Vector128.Create(logits[label] - max)).ToScalar();
        if (whole == 0) new Span<float>(sums, Lanes).Clear();
        else WholeGroups<TSimd, TVector>(logits, whole, label, classes > LongRow ? classes : Math.Max(AheadFloats, 2 * classes), shift, KernelMemory.AllButOneMasks, terms, waiting, sums);
        if (whole < classes) EdgeGroup<TSimd, TVector>(logits, whole, classes - whole, label - whole, shift, terms, sums);

        // All rows have the same length, so nothing is left of the one that waited.
        if (waiting != null) waiting->Finish<TSimd, TVector>(first: whole);
        return LaneSum.OfDoubles(sums);
    }

    /// <summary>The terms of whole groups of 16, at least one: each lane's sum stays in a register. What waits goes out meanwhile, line by line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WholeGroups<TSimd, TVector>(
        float* logits, int end, int label, long ahead, TVector shift, float* masks, float* terms, WaitingGradient* waiting, float* sums)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        int labelGroup = label & -Lanes;
        for (int lane = 0; lane < Lanes; lane += TSimd.Width)
        {
            // Whole lines at a time, so with the last of the lanes.
            bool sends = waiting != null && lane + TSimd.Width == Lanes;
            int floats = sends ? waiting->Floats : 0, waitingLabel = sends ? waiting->LabelLine : -1;
            TVector sum = TSimd.Zero, scale = sends ? waiting->Scale<TSimd, TVector>() : sum;
            int i = 0;
            while (true)
            {
                // Groups with a label in them, and where nothing waits any more, are apart from the many without. Memory is asked for a row to come, into the
                // second cache level: stores past the caches are short of the places where lines for the first one would wait. Behind the last row it is a hint
                // that does no harm.
                int stop = NextOf(i, labelGroup, NextOf(i, waitingLabel, NextOf(i, floats, end)));
                if (i < stop)
                {
                    // A loop that need not be entered by a test: only there the compiler keeps constants in registers.
                    do
                    {
                        if (lane == 0) Prefetch.Line(logits + i + ahead);
                        TVector term = Term<TSimd, TVector>(logits + i + lane, shift);
                        sum = TSimd.Add(sum, term);
                        if (terms != null) TSimd.Store(terms + i + lane, term);
                        if (sends) waiting->Send<TSimd, TVector>(i, scale);
                        i += Lanes;
                    }
                    while (i < stop);
                }

                if (i >= end) break;
                if (lane == 0) Prefetch.Line(logits + i + ahead);
                TVector special = Term<TSimd, TVector>(logits + i + lane, shift);
                sum = TSimd.Add(sum, TSimd.And(special, TSimd.Load(KernelMemory.AllButOneMask(masks + lane, label - i))));
                if (terms != null) TSimd.Store(terms + i + lane, special);
                if (i < floats) waiting->SendWithLabel<TSimd, TVector>(i, scale, masks);
                else sends = false;
                i += Lanes;
            }

            TSimd.Store(sums + lane, sum);
        }
    }

    /// <summary>The nearer one of two places, unless it lies behind.</summary>
    private static int NextOf(int from, int place, int other) => place >= from && place < other ? place : other;

    /// <summary><c>e^(z - max)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Term<TSimd, TVector>(float* logits, TVector shift)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => Exp.EvaluateUpToZero<TSimd, TVector>(TSimd.Subtract(TSimd.Load(logits), shift));

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
        int i = 0, head = Math.Min(classes, WaitingGradient.ToLine(gradient));
        for (; i < head; i++) gradient[i] = terms[i] * scale;
        for (; i <= classes - TSimd.Width; i += TSimd.Width) TSimd.Store(gradient + i, TSimd.Multiply(TSimd.Load(terms + i), scales));
        for (; i < classes; i++) gradient[i] = terms[i] * scale;
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

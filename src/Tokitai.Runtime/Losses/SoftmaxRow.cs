using System;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Tokitai.Kernels.Elementary;
using Tokitai.Simd;

namespace Tokitai.Losses;

/// <summary>Softmax and cross-entropy of one row of logits, with the largest logit subtracted first.</summary>
/// <remarks>
/// The row goes in groups of 16 floats at every vector width; lane j of the sum collects the elements j, j + 16, ..., and the
/// 16 lanes are added up in double in order. So a row's bits depend neither on the width nor on where the row lies. Up to 16
/// classes the sum has no rounding of float32 at all.
/// </remarks>
internal static unsafe class SoftmaxRow
{
    private const int Lanes = 16;

    /// <summary>The loss of the row; writes <c>(softmax - onehot) / rows</c> unless <paramref name="gradient"/> is null.</summary>
    public static double CrossEntropy<TSimd, TVector>(float* logits, int classes, int label, float* gradient, long rows)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        // Read first: the gradient may overwrite the logits.
        float labelled = logits[label];
        float max = TensorPrimitives.Max(new ReadOnlySpan<float>(logits, classes));
        double sum = Exponentials<TSimd, TVector>(logits, classes, max, gradient);
        if (gradient != null)
        {
            // (p - 1) of a confident row cancels in float32; the difference of double sums does not.
            double norm = sum * rows;
            double others = sum - gradient[label];
            var row = new Span<float>(gradient, classes);
            TensorPrimitives.Multiply(row, (float)(1 / norm), row);
            gradient[label] = (float)(-others / norm);
        }

        return Math.Log(sum) + ((double)max - labelled);
    }

    /// <summary>Sums <c>e^(z - max)</c> and stores the terms unless <paramref name="terms"/> is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Exponentials<TSimd, TVector>(float* logits, int classes, float max, float* terms)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        float* sums = stackalloc float[Lanes];
        float* group = stackalloc float[Lanes];
        new Span<float>(sums, Lanes).Clear();
        TVector shift = TSimd.Create(max);
        int whole = classes & -Lanes;
        for (int i = 0; i < whole; i += Lanes)
        {
            AddGroup<TSimd, TVector>(logits + i, shift, sums, terms == null ? group : terms + i);
        }

        int rest = classes - whole;
        if (rest > 0)
        {
            // Missing classes are infinitely unlikely: e^-inf adds exactly 0.
            new Span<float>(group, Lanes).Fill(float.NegativeInfinity);
            new ReadOnlySpan<float>(logits + whole, rest).CopyTo(new Span<float>(group, rest));
            AddGroup<TSimd, TVector>(group, shift, sums, group);
            if (terms != null) new ReadOnlySpan<float>(group, rest).CopyTo(new Span<float>(terms + whole, rest));
        }

        double sum = 0;
        for (int lane = 0; lane < Lanes; lane++) sum += sums[lane];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddGroup<TSimd, TVector>(float* logits, TVector shift, float* sums, float* terms)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        for (int lane = 0; lane < Lanes; lane += TSimd.Width)
        {
            TVector term = Exp.Evaluate<TSimd, TVector>(TSimd.Subtract(TSimd.Load(logits + lane), shift));
            TSimd.Store(terms + lane, term);
            TSimd.Store(sums + lane, TSimd.Add(TSimd.Load(sums + lane), term));
        }
    }
}

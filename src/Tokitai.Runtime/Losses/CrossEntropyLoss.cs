using System;
using System.Runtime.Intrinsics;
using Tokitai.Simd;

namespace Tokitai.Losses;

/// <summary>
/// Cross-entropy of a softmax as torch.nn.CrossEntropyLoss takes the mean. With K classes of weights w (1 without), label
/// smoothing s and <c>p = softmax(z)</c>, the loss of a row of label y is
/// <c>-(1 - s) w[y] log p[y] - s/K sum_c w[c] log p[c]</c>; the sum over the rows is divided by the sum of their w[y]. Rows of the
/// ignored index are not looked at; their gradient is 0.
/// </summary>
internal static unsafe class CrossEntropyLoss
{
    /// <summary>Runs over checked rows at a vector width.</summary>
    public static double Evaluate(
        ReadOnlySpan<float> output, ReadOnlySpan<int> labels, Span<float> gradient, CrossEntropyOptions options, double stepWeight,
        SimdLevel level) =>
        level switch
        {
            SimdLevel.Vector512 when SimdDispatch.Has512 =>
                Run<Simd512, Vector512<float>>(output, labels, gradient, options, stepWeight),
            SimdLevel.Vector256 when SimdDispatch.Has256 =>
                Run<Simd256, Vector256<float>>(output, labels, gradient, options, stepWeight),
            _ => Run<Simd128, Vector128<float>>(output, labels, gradient, options, stepWeight),
        };

    private static double Run<TSimd, TVector>(
        ReadOnlySpan<float> output, ReadOnlySpan<int> labels, Span<float> gradient, CrossEntropyOptions options, double stepWeight)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        int classes = options.Classes;
        double sum = 0;
        fixed (float* logits = output, gradients = gradient, spread = options.Spread)
        {
            for (int row = 0; row < labels.Length; row++)
            {
                long first = (long)row * classes;
                int label = labels[row];
                float* rowGradient = gradients == null ? null : gradients + first;
                if (label == options.IgnoreIndex)
                {
                    if (rowGradient != null) new Span<float>(rowGradient, classes).Clear();
                    continue;
                }

                double weight = options.WeightOf(label);
                if (spread == null)
                {
                    sum += weight * SoftmaxRow.CrossEntropy<TSimd, TVector>(
                        logits + first, classes, label, rowGradient, stepWeight / weight);
                }
                else
                {
                    var smoothing = new Smoothing(options, spread, label);
                    sum += SoftmaxRow.SmoothedCrossEntropy<TSimd, TVector>(
                        logits + first, classes, label, rowGradient, stepWeight, smoothing);
                }
            }
        }

        return sum / stepWeight;
    }
}

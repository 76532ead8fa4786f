using System;
using System.Runtime.Intrinsics;
using Tokitai.Simd;

namespace Tokitai.Losses;

/// <summary>Mean over rows of <c>-log softmax(z)[label]</c>, with the gradient <c>(softmax(z) - onehot(label)) / rows</c>.</summary>
internal static unsafe class CrossEntropyLoss
{
    /// <summary>Runs over checked rows at a vector width.</summary>
    public static double Evaluate(
        ReadOnlySpan<float> output, ReadOnlySpan<int> labels, Span<float> gradient, int classes, long rowsInStep, SimdLevel level) =>
        level switch
        {
            SimdLevel.Vector512 when SimdDispatch.Has512 =>
                Run<Simd512, Vector512<float>>(output, labels, gradient, classes, rowsInStep),
            SimdLevel.Vector256 when SimdDispatch.Has256 =>
                Run<Simd256, Vector256<float>>(output, labels, gradient, classes, rowsInStep),
            _ => Run<Simd128, Vector128<float>>(output, labels, gradient, classes, rowsInStep),
        };

    private static double Run<TSimd, TVector>(
        ReadOnlySpan<float> output, ReadOnlySpan<int> labels, Span<float> gradient, int classes, long rowsInStep)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        double sum = 0;
        fixed (float* logits = output, gradients = gradient)
        {
            for (int row = 0; row < labels.Length; row++)
            {
                long first = (long)row * classes;
                float* rowGradient = gradients == null ? null : gradients + first;
                sum += SoftmaxRow.CrossEntropy<TSimd, TVector>(logits + first, classes, labels[row], rowGradient, rowsInStep);
            }
        }

        return sum / rowsInStep;
    }
}

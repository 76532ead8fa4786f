using System;

namespace Tokitai.Losses;

/// <summary>
/// Huber's loss (Robust estimation of a location parameter, 1964), scaled as torch.nn.HuberLoss: with <c>d = y - t</c>, the sum
/// of <c>d^2 / 2</c> up to <c>|d| = delta</c> and of <c>delta (|d| - delta / 2)</c> beyond, divided by n; the gradient is d, held
/// between -delta and delta, divided by n. In double, element by element in order, as <see cref="MeanSquaredErrorLoss"/>.
/// </summary>
internal static class HuberLoss
{
    /// <summary>Adds the losses of a run of elements to a sum.</summary>
    public static double Add(
        double sum, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double delta, double count)
    {
        double scale = 1 / count;
        for (int i = 0; i < output.Length; i++)
        {
            double difference = (double)output[i] - target[i];
            double magnitude = Math.Abs(difference);
            sum += magnitude <= delta ? 0.5 * difference * difference : delta * (magnitude - (0.5 * delta));
            if (!gradient.IsEmpty) gradient[i] = (float)(Math.Clamp(difference, -delta, delta) * scale);
        }

        return sum;
    }
}

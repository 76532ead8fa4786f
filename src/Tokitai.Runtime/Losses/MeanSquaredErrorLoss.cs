using System;

namespace Tokitai.Losses;

/// <summary>
/// <c>sum (y - t)^2 / n</c> and its gradient <c>2 (y - t) / n</c>. All arithmetic is in double, where no difference of two
/// floats rounds and no square overflows, element by element in order: outputs are too few, beside the products that made
/// them, for vectors to matter.
/// </summary>
internal static class MeanSquaredErrorLoss
{
    /// <summary>Adds the losses of a run of elements to a sum.</summary>
    public static double Add(
        double sum, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double count)
    {
        if (gradient.IsEmpty)
        {
            for (int i = 0; i < output.Length; i++)
            {
                double difference = (double)output[i] - target[i];
                sum += difference * difference;
            }

            return sum;
        }

        double scale = 2 / count;
        for (int i = 0; i < output.Length; i++)
        {
            double difference = (double)output[i] - target[i];
            sum += difference * difference;
            gradient[i] = (float)(difference * scale);
        }

        return sum;
    }
}

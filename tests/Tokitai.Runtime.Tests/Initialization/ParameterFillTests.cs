using System;
using System.Linq;
using Tokitai.CompilerServices;
using Tokitai.Initialization;
using Tokitai.Kernels;
using Tokitai.Memory;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Initialization;

/// <summary>Initial parameters: their distribution, and that a value depends on (seed, tensor, element) alone.</summary>
public class ParameterFillTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 17)]
    [InlineData(16, 256)]
    [InlineData(37, 259)]
    [InlineData(300, 515)]
    public void Element_e_takes_word_e_of_its_tensor(int outputs, int inputs)
    {
        using TensorSet parameters = ModelParameters.Create(OneLinear(outputs, inputs), 77);
        Assert.Equal(Expected(77, tensor: 0, outputs * inputs, inputs), parameters[0].ToArray());
        Assert.Equal(Expected(77, tensor: 1, outputs, inputs), parameters[1].ToArray());
    }

    [Fact]
    public void Norms_begin_as_the_identity()
    {
        using TensorSet parameters = ModelParameters.Create(OneLinear(21, 5), 1);
        Assert.All(parameters["layer.norm.weight"].ToArray(), v => Assert.Equal(1, v));
        Assert.All(parameters["layer.norm.bias"].ToArray(), v => Assert.Equal(0, v));
    }

    [Fact]
    public unsafe void Padding_is_zero()
    {
        using TensorSet parameters = ModelParameters.Create(OneLinear(21, 300), 1);
        using BufferLease lease = parameters.Buffer.Lease(parameters);
        int zeros = new ReadOnlySpan<float>(lease.Pointer, (int)parameters.Buffer.Length).Count(0f);

        // 11 of 32 outputs are missing from the weight and from each of three vectors; the norm's bias is zero as a whole.
        Assert.Equal((11 * 300) + (3 * 11) + 21, zeros);
    }

    [Fact]
    public void Weights_are_uniform_within_the_bound()
    {
        const int Inputs = 1024;
        const int Outputs = 1024;
        const double Count = Inputs * Outputs;
        const double Bound = 1.0 / 32;
        using TensorSet parameters = ModelParameters.Create(OneLinear(Outputs, Inputs), 2);
        float[] weights = parameters[0].ToArray();

        Assert.InRange(weights.Max(), Bound * 0.9999, Bound);
        Assert.InRange(weights.Min(), -Bound, -Bound * 0.9999);

        // x in ±b has variance b^2/3, and x^2 has variance 4b^4/45: six standard deviations of the means of n of them.
        double mean = weights.Average(w => (double)w);
        double variance = weights.Average(w => (double)w * w);
        Assert.InRange(mean, -6 * Bound / Math.Sqrt(3 * Count), 6 * Bound / Math.Sqrt(3 * Count));
        Assert.Equal(Bound * Bound / 3, variance, 6 * Bound * Bound * Math.Sqrt(4 / (45 * Count)));
    }

    [Fact]
    public void Another_seed_gives_other_values_and_the_same_seed_the_same()
    {
        ModelInfo info = OneLinear(20, 30);
        using TensorSet first = ModelParameters.Create(info, 1);
        using TensorSet again = ModelParameters.Create(info, 1);
        using TensorSet low = ModelParameters.Create(info, 2);
        using TensorSet high = ModelParameters.Create(info, 1 + (1ul << 32));
        Assert.Equal(first[0].ToArray(), again[0].ToArray());
        foreach (TensorSet other in new[] { low, high })
        {
            // Of 600 values with 2^24 possibilities each, two in the same place agree by chance once in 28,000 tries.
            Assert.DoesNotContain(first[0].ToArray().Zip(other[0].ToArray()), pair => pair.First == pair.Second);
        }
    }

    [Fact]
    public void The_number_of_threads_does_not_matter()
    {
        ModelInfo info = OneLinear(400, 300);
        using var one = new TensorSet(info);
        using var three = new TensorSet(info);
        ParameterFill.Run(one, 9, new WorkerPool(1));
        ParameterFill.Run(three, 9, new WorkerPool(3));
        for (int i = 0; i < one.Count; i++) Assert.Equal(one[i].ToArray(), three[i].ToArray());
    }

    /// <summary>The definition, in canonical order: odd integers below 2^24 in magnitude, times the bound.</summary>
    private static float[] Expected(ulong seed, uint tensor, int count, int inputs)
    {
        float bound = (float)(1 / Math.Sqrt(inputs));
        var values = new float[count];
        for (int e = 0; e < count; e++)
        {
            uint word = Philox4x32.Generate(seed, PhiloxStream.Parameters, tensor, (ulong)e / 4)[(ulong)e % 4];
            values[e] = (float)((((2L * (word / 256)) + 1 - 16_777_216) / 16_777_216.0) * bound);
        }

        return values;
    }

    private static ModelInfo OneLinear(int outputs, int inputs)
    {
        var builder = new ModelInfoBuilder(PackedLayout.Version, "OneLinear", inputs, outputs);
        builder.Linear("layer", inputs, outputs, LinearParts.Bias | LinearParts.LayerNorm);
        long packed = PackedLayout.WeightLength(outputs, inputs) + (3 * PackedLayout.RoundUp(outputs));
        return builder.Build(packed, ((long)outputs * inputs) + (3 * outputs), 0, 0, outputs, 0, 0, "");
    }
}

using System.Linq;
using Tokitai.Kernels;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Kernels;

public sealed class PackedLayoutTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 16)]
    [InlineData(17, 3)]
    [InlineData(255, 257)]
    [InlineData(300, 520)]
    public void A_weight_comes_back_as_it_went_in(int outputs, int inputs)
    {
        float[] values = [.. Enumerable.Range(1, outputs * inputs).Select(i => (float)i)];
        using PackedTensor packed = PackedTensor.Weight(outputs, inputs, values);
        Assert.Equal(values, packed.ToArray());
        Assert.True(packed.PaddingIsZero());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    public void A_vector_comes_back_as_it_went_in(int features)
    {
        float[] values = [.. Enumerable.Range(1, features).Select(i => (float)i)];
        using PackedTensor packed = PackedTensor.Vector(features, values);
        Assert.Equal(values, packed.ToArray());
        Assert.True(packed.PaddingIsZero());
    }

    /// <summary>The 16 weights that lead from one input lie in one cache line: what all three products rely on.</summary>
    [Fact]
    public unsafe void A_line_holds_the_weights_of_one_input()
    {
        const int Outputs = 40, Inputs = 300;
        float[] values = [.. Enumerable.Range(0, Outputs * Inputs).Select(i => (float)i)];
        using PackedTensor packed = PackedTensor.Weight(Outputs, Inputs, values);
        for (int panel = 0; panel < 3; panel++)
        {
            foreach (int k in new[] { 0, 255, 256, 299 })
            {
                long line = PackedLayout.LineOffset(Inputs, panel, k);
                for (int row = 0; row < 16 && (panel * 16) + row < Outputs; row++)
                {
                    Assert.Equal((((panel * 16) + row) * Inputs) + k, packed.Pointer[line + row]);
                }
            }
        }
    }

    /// <summary>Neighbouring panels of activations never lie a power of two apart (from two samples on).</summary>
    [Fact]
    public void The_batch_stride_is_odd_and_holds_the_batch()
    {
        foreach (int batch in Enumerable.Range(1, 10_000))
        {
            Assert.Equal(1, PackedLayout.BatchStride(batch) & 1);
            Assert.InRange(PackedLayout.BatchStride(batch), batch, batch + 65);
        }
    }

    /// <summary>
    /// 64 panels of 192 samples are three eighths of a cache of 2 MB with 16 ways and 2,048 sets: six lines in a set, if they lie evenly. Lines that
    /// share a set beyond its ways push each other out, and there are weights and results beside them: ten is still room enough. 128 samples are half
    /// of a cache of 1 MB with 1,024 sets (<see cref="CoreTuning.VisitEighths"/>): eight lines in a set, and no more than ten either.
    /// </summary>
    [Theory]
    [InlineData(256)]
    [InlineData(512)]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(2016)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(4096)]
    [InlineData(81_920)]
    public void Panels_of_a_large_batch_spread_over_the_sets_of_a_cache(int batch)
    {
        Assert.InRange(MostLinesOfASet(batch, samples: 192, sets: 2048), 6, 10);
        Assert.InRange(MostLinesOfASet(batch, samples: 128, sets: 1024), 8, 10);
    }

    private static int MostLinesOfASet(int batch, int samples, int sets)
    {
        var lines = new int[sets];
        for (long panel = 0; panel < 64; panel++)
        {
            for (int sample = 0; sample < samples; sample++) lines[((panel * PackedLayout.BatchStride(batch)) + sample) % sets]++;
        }

        return lines.Max();
    }
}

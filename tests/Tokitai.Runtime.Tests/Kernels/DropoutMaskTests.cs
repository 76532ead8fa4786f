using System;
using System.Linq;
using Tokitai.Initialization;
using Tokitai.Kernels;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Kernels;

/// <summary>The masks of dropout: their definition, their rate, and their independence.</summary>
public unsafe class DropoutMaskTests
{
    private static readonly WorkerPool[] Pools = [new(1), new(2), new(3), new(2, isBackward: true)];

    /// <summary>Four standard deviations: one of 16,000 correct generators would fail, and this one is fixed.</summary>
    private const double Deviations = 4;

    /// <summary>The kernel's docs, word by word, with the generator that is tested against the paper's vectors.</summary>
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(3, 17, 5)]
    [InlineData(33, 300, 4_294_967_290)] // sample numbers pass 2^32
    public void A_mask_is_what_its_definition_says(int batch, int features, long firstSample)
    {
        const float Rate = 0.3f;
        ulong key = DropoutMask.Key(11, 12, 13);
        float[] mask = Mask(Pools[1], batch, features, Rate, key, firstSample);
        for (int row = 0; row < batch; row++)
        {
            ulong sample = (ulong)(firstSample + row);
            for (int f = 0; f < features; f++)
            {
                var counter = new PhiloxBlock((uint)((4 * (f / 16)) + (f % 4)), 0, (uint)sample, (uint)(sample >> 32));
                uint word = Philox4x32.Generate(counter, key)[(ulong)(f % 16 / 4)];
                float expected = word >= Rate * 4294967296.0 ? (float)(1 / (1 - (double)Rate)) : 0;
                Assert.Equal(expected, mask[(row * features) + f]);
            }
        }
    }

    [Fact]
    public void The_key_is_two_words_of_the_stream_of_dropout()
    {
        PhiloxBlock words = Philox4x32.Generate(new PhiloxBlock(0xAABBCCDD, 0x11223344, 7, 2), 0x1234_5678_9ABC_DEF0);
        Assert.Equal(words.X0 | ((ulong)words.X1 << 32), DropoutMask.Key(0x1234_5678_9ABC_DEF0, 0x11223344_AABBCCDD, 7));
    }

    [Theory]
    [InlineData(0.01f)]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void Elements_are_dropped_at_the_rate(float rate)
    {
        const int Batch = 500, Features = 1000;
        float[] mask = Mask(Pools[1], Batch, Features, rate, DropoutMask.Key(1, 2, 3), 0);
        AssertShare(rate, mask.Count(value => value == 0), mask.Length);

        // No feature and no sample is treated otherwise: the extremes of a thousand fair shares lie within five deviations.
        for (int f = 0; f < Features; f += 7) AssertShare(rate, Enumerable.Range(0, Batch).Count(row => mask[(row * Features) + f] == 0), Batch, 5);
        for (int row = 0; row < Batch; row += 7) AssertShare(rate, mask.AsSpan(row * Features, Features).ToArray().Count(value => value == 0), Features, 5);
    }

    [Fact]
    public void The_expectation_of_a_value_stays() =>
        Assert.Equal(1, Mask(Pools[1], 500, 1000, 0.4f, DropoutMask.Key(1, 2, 3), 0).Average(value => (double)value), 0.004);

    /// <summary>Two independent masks agree in half of their elements at rate 1/2.</summary>
    [Fact]
    public void Layers_steps_seeds_and_samples_are_independent()
    {
        const int Batch = 200, Features = 500;
        float[] first = Mask(Pools[1], Batch, Features, 0.5f, DropoutMask.Key(1, 2, 3), 0);
        float[][] others =
        [
            Mask(Pools[1], Batch, Features, 0.5f, DropoutMask.Key(1, 2, 4), 0), Mask(Pools[1], Batch, Features, 0.5f, DropoutMask.Key(1, 3, 3), 0),
            Mask(Pools[1], Batch, Features, 0.5f, DropoutMask.Key(2, 2, 3), 0), Mask(Pools[1], Batch, Features, 0.5f, DropoutMask.Key(1, 2, 3), Batch),
            Mask(Pools[1], Batch, Features, 0.5f, DropoutMask.Key(1, 2, 3), 1), [.. first.Skip(1), first[0]], [.. first.Skip(Features), .. first.Take(Features)],
        ];
        Assert.All(others, other => AssertShare(0.5, first.Zip(other).Count(pair => pair.First == pair.Second), first.Length));
    }

    [Fact]
    public void Samples_draw_by_their_number_in_the_step()
    {
        ulong key = DropoutMask.Key(1, 2, 3);
        float[] whole = Mask(Pools[0], 40, 50, 0.5f, key, 0);
        Assert.Equal(whole[(13 * 50)..], Mask(Pools[0], 27, 50, 0.5f, key, 13));
    }

    [Fact]
    public void Threads_draw_the_same()
    {
        float[] first = Mask(Pools[0], 33, 301, 0.2f, 99, 5);
        Assert.All(Pools, pool => Assert.Equal(first, Mask(pool, 33, 301, 0.2f, 99, 5)));
    }

    [Fact]
    public void A_rate_of_zero_keeps_everything_as_it_is() => Assert.All(Mask(Pools[0], 20, 50, 0, 1, 0), value => Assert.Equal(1, value));

    [Fact]
    public void The_largest_rate_keeps_almost_nothing() =>
        Assert.InRange(Mask(Pools[0], 20, 50, MathF.BitDecrement(1), 1, 0).Count(value => value != 0), 0, 1);

    [Fact]
    public void It_may_work_in_place_and_leaves_padding_zero()
    {
        const int Batch = 5, Features = 21;
        float[] x = Values.Uniform(Batch * Features, 1);
        using Panels input = new(x, Batch, Features), output = new(Batch, Features);
        DropoutMask.Apply(Pools[0], Batch, Features, 0.5f, 7, 0, null, input.Pointer, output.Pointer);
        DropoutMask.Apply(Pools[0], Batch, Features, 0.5f, 7, 0, null, input.Pointer, input.Pointer);
        Assert.Equal(output.ToRows(), input.ToRows());
        Assert.True(input.PaddingIsZero() && output.PaddingIsZero());
    }

    private static float[] Mask(WorkerPool pool, int batch, int features, float rate, ulong key, long firstSample)
    {
        using Panels ones = new([.. Enumerable.Repeat(1f, batch * features)], batch, features);
        DropoutMask.Apply(pool, batch, features, rate, key, firstSample, null, ones.Pointer, ones.Pointer);
        return ones.ToRows();
    }

    private static void AssertShare(double rate, int dropped, int count, double deviations = Deviations)
    {
        double deviation = Math.Sqrt(rate * (1 - rate) * count);
        Assert.InRange(dropped, (rate * count) - (deviations * deviation), (rate * count) + (deviations * deviation));
    }
}

using System;
using System.Linq;
using Tokitai.Initialization;
using Xunit;

namespace Tokitai.Tests.Initialization;

/// <summary>The generator for users' programs: reproducible, uniform, and to be entered anywhere.</summary>
public class PhiloxRandomTests
{
    [Fact]
    public void Value_i_is_word_i_of_the_sequence()
    {
        var random = new PhiloxRandom(99, 5);
        for (ulong i = 0; i < 20; i++)
        {
            Assert.Equal(i, random.Position);
            Assert.Equal(Philox4x32.Generate(99, PhiloxStream.User, 5, i / 4)[i % 4], random.NextUInt32());
        }
    }

    [Fact]
    public void A_position_can_be_entered_again()
    {
        var random = new PhiloxRandom(1);
        for (int i = 0; i < 5; i++) random.NextUInt32();
        ulong position = random.Position;
        uint[] first = Draw(random, 9);
        random.Position = position;
        Assert.Equal(first, Draw(random, 9));
        Assert.Equal(first, Draw(new PhiloxRandom(1) { Position = 5 }, 9));
    }

    [Fact]
    public void Seeds_and_streams_give_other_numbers()
    {
        uint[] expected = Draw(new PhiloxRandom(1), 8);
        Assert.Empty(expected.Intersect(Draw(new PhiloxRandom(2), 8)));
        Assert.Empty(expected.Intersect(Draw(new PhiloxRandom(1ul << 32), 8)));
        Assert.Empty(expected.Intersect(Draw(new PhiloxRandom(1, 1), 8)));
    }

    [Fact]
    public void Singles_are_uniform_from_0_to_below_1()
    {
        const int Count = 1_000_000;
        var random = new PhiloxRandom(3);
        float[] values = [.. Enumerable.Range(0, Count).Select(_ => random.NextSingle())];
        Assert.InRange(values.Min(), 0, 1e-4f);
        Assert.InRange(values.Max(), 1 - 1e-4f, 1 - (1f / (1 << 24)));

        // The mean of n uniform numbers deviates from 1/2 by 1/sqrt(12 n); six of that is one chance in 10^9.
        Assert.InRange(values.Average(v => (double)v), 0.5 - (6 / Math.Sqrt(12.0 * Count)), 0.5 + (6 / Math.Sqrt(12.0 * Count)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(0x6000_0000)]
    [InlineData(int.MaxValue)]
    public void Integers_fill_their_range_evenly(int bound)
    {
        const int Count = 70_000;
        int bins = Math.Min(bound, 7);
        var counts = new int[bins];
        var random = new PhiloxRandom(4);
        for (int i = 0; i < Count; i++)
        {
            int value = random.NextInt32(bound);
            Assert.InRange(value, 0, bound - 1);
            counts[(int)((long)value * bins / bound)]++;
        }

        // A bin's count is binomial: six standard deviations.
        double expected = (double)Count / bins;
        Assert.All(counts, c => Assert.InRange(c, expected - (6 * Math.Sqrt(expected)), expected + (6 * Math.Sqrt(expected))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_range_without_values_throws(int bound) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PhiloxRandom(0).NextInt32(bound));

    [Fact]
    public void A_shuffle_keeps_the_elements_and_repeats()
    {
        int[] first = [.. Enumerable.Range(0, 1000)];
        int[] second = [.. first];
        new PhiloxRandom(5).Shuffle(first.AsSpan());
        new PhiloxRandom(5).Shuffle(second.AsSpan());
        Assert.Equal(first, second);
        Assert.NotEqual(Enumerable.Range(0, 1000), first);
        Assert.Equal(Enumerable.Range(0, 1000), first.Order());
    }

    [Fact]
    public void All_orders_are_equally_likely()
    {
        const int Count = 60_000;
        var counts = new int[27];
        var random = new PhiloxRandom(6);
        for (int i = 0; i < Count; i++)
        {
            int[] order = [0, 1, 2];
            random.Shuffle(order.AsSpan());
            counts[(order[0] * 9) + (order[1] * 3) + order[2]]++;
        }

        // Six orders with 10,000 each; six standard deviations of a binomial count are 548.
        Assert.Equal(6, counts.Count(c => c > 0));
        Assert.All(counts.Where(c => c > 0), c => Assert.InRange(c, 9_452, 10_548));
    }

    private static uint[] Draw(PhiloxRandom random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextUInt32())];
}

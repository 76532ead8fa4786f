using System;
using System.Linq;
using Tokitai.Kernels;
using Xunit;

namespace Tokitai.Tests.Kernels;

/// <summary>How work is cut: all of it, in tasks that are never empty and never grow, and that even threads end together.</summary>
public sealed class TaskSharesTests
{
    public static TheoryData<int, int> Cuts()
    {
        var data = new TheoryData<int, int>();
        foreach (int threads in new[] { 1, 2, 3, 4, 16, 64, 1024 })
        {
            foreach (int units in new[] { 1, 2, 3, 5, 16, 17, 64, 100, 1_000, 4_097, 1_000_000, int.MaxValue }) data.Add(units, threads);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Every_unit_has_a_task_and_every_task_a_unit(int units, int threads)
    {
        int[] first = Firsts(units, threads);
        Assert.Equal(0, first[0]);
        Assert.Equal(units, first[^1]);
        Assert.All(Shares(first), share => Assert.True(share > 0));
    }

    /// <summary>But for what rounding moves.</summary>
    [Theory]
    [MemberData(nameof(Cuts))]
    public void Shares_shrink(int units, int threads)
    {
        int[] shares = Shares(Firsts(units, threads));
        for (int task = 1; task < shares.Length; task++) Assert.True(shares[task] <= shares[task - 1] + 1, string.Join(' ', shares));
    }

    /// <summary>A longer one would keep its thread busy when the others have nothing left.</summary>
    [Theory]
    [MemberData(nameof(Cuts))]
    public void No_task_is_longer_than_an_even_share(int units, int threads) =>
        Assert.True(Shares(Firsts(units, threads))[0] <= Math.Ceiling((double)units / threads));

    /// <summary>Threads take the next task when they are free: the last to end has been at work for no more than a short task longer than the first.</summary>
    [Theory]
    [InlineData(64, 2, 3)]
    [InlineData(256, 2, 5)]
    [InlineData(1_000, 4, 16)]
    public void Threads_end_nearly_together_though_one_is_slow(int units, int threads, double longest)
    {
        double[] ends = new double[threads];
        foreach (int share in Shares(Firsts(units, threads)))
        {
            int free = Array.IndexOf(ends, ends.Min());
            ends[free] += share * (free == 0 ? 1.3 : 1);
        }

        Assert.True(ends.Max() - ends.Min() <= longest, string.Join(' ', ends));
    }

    [Fact]
    public void One_thread_has_one_task() => Assert.Equal(1, TaskShares.Count(100, threads: 1));

    [Fact]
    public void Nothing_to_do_is_no_task() => Assert.Equal(0, TaskShares.Count(0, threads: 4));

    private static int[] Firsts(int units, int threads)
    {
        int tasks = TaskShares.Count(units, threads);
        return [.. Enumerable.Range(0, tasks + 1).Select(task => TaskShares.First(units, tasks, task))];
    }

    private static int[] Shares(int[] first) => [.. first.Zip(first.Skip(1), (begin, end) => end - begin)];
}

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
        int tasks = TaskShares.Count(units, threads), next = 0;
        for (int task = 0; task < tasks; task++)
        {
            (int first, int end) = TaskShares.Of(units, tasks, task);
            Assert.Equal(next, first);
            Assert.True(end > first);
            next = end;
        }

        Assert.Equal(units, next);
    }

    /// <summary>But for what rounding moves.</summary>
    [Theory]
    [MemberData(nameof(Cuts))]
    public void Shares_shrink(int units, int threads)
    {
        int[] shares = Shares(units, threads);
        for (int task = 1; task < shares.Length; task++) Assert.True(shares[task] <= shares[task - 1] + 1, string.Join(' ', shares));
        if (shares.Length > 1 && units >= 4 * shares.Length) Assert.True(shares[0] > 2 * shares[^1], string.Join(' ', shares));
    }

    /// <summary>A longer one would keep its thread busy when the others have nothing left.</summary>
    [Theory]
    [MemberData(nameof(Cuts))]
    public void No_task_is_longer_than_an_even_share(int units, int threads) =>
        Assert.True(Shares(units, threads).Max() <= Math.Ceiling((double)units / threads));

    /// <summary>
    /// Threads take the next task when they are free, and one of them is slower. When the first has nothing left, the last is at work for a few units
    /// more: with equal tasks for one of these, 4 units of 64 and 32 of the others.
    /// </summary>
    [Theory]
    [InlineData(64, 2, 2)]
    [InlineData(256, 2, 5)]
    [InlineData(1_000, 4, 8)]
    [InlineData(4_096, 16, 7)]
    public void Threads_end_nearly_together_though_one_is_slow(int units, int threads, double rest)
    {
        foreach (double time in new[] { 1, 1.1, 1.25, 1.5, 2 })
        {
            double[] ends = new double[threads];
            foreach (int share in Shares(units, threads))
            {
                int free = Array.IndexOf(ends, ends.Min());
                ends[free] += share * (free == 0 ? time : 1);
            }

            Assert.True(ends.Max() - ends.Min() <= rest, $"{time}: {string.Join(' ', ends)}");
        }
    }

    [Fact]
    public void One_thread_has_one_task() => Assert.Equal(1, TaskShares.Count(100, threads: 1));

    [Fact]
    public void Nothing_to_do_is_no_task() => Assert.Equal(0, TaskShares.Count(0, threads: 4));

    /// <summary>Two tasks a thread where units are few, so that most have several; as many as allowed where they suffice.</summary>
    [Theory]
    [InlineData(3, 2, TaskShares.Many, 3)]
    [InlineData(7, 2, TaskShares.Many, 4)]
    [InlineData(18, 3, TaskShares.Many, 9)]
    [InlineData(1_000, 2, TaskShares.Many, 16)]
    [InlineData(1_000, 2, TaskShares.Few, 8)]
    public void Tasks_are_as_many_as_threads_and_units_want(int units, int threads, int most, int expected) =>
        Assert.Equal(expected, TaskShares.Count(units, threads, most));

    private static int[] Shares(int units, int threads)
    {
        int tasks = TaskShares.Count(units, threads);
        return [.. Enumerable.Range(0, tasks).Select(task => TaskShares.Of(units, tasks, task)).Select(share => share.End - share.First)];
    }
}

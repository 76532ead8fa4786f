using System;

namespace Tokitai.Kernels;

/// <summary>
/// How work is cut into tasks that threads take one after the other: into ever smaller ones (trapezoid self-scheduling: Tzen, Ni, 1993). Long tasks
/// at first, since each begins with memory that nobody has asked for; short ones at last, since the threads that have nothing left wait for the
/// last one to end, and cores are seldom equally fast.
/// </summary>
internal static class TaskShares
{
    /// <summary>The most tasks a thread.</summary>
    public const int Many = 8;

    /// <summary>The most tasks a thread of kernels whose tasks each read all of an operand, or are slower the smaller they are.</summary>
    public const int Few = 4;

    private const int FewestOfThread = 2;

    /// <summary>
    /// How many tasks there are. The first one has no more than a thread's share of the units; where units are few, most tasks have several, since what
    /// follows inside a task is asked for in time.
    /// </summary>
    /// <param name="units">Units of work.</param>
    /// <param name="threads">Number of threads.</param>
    /// <param name="mostOfThread">The most tasks a thread, at least 2.</param>
    public static int Count(int units, int threads, int mostOfThread = Many) =>
        Math.Min(units, threads == 1 ? 1 : Math.Clamp(units / 2, FewestOfThread * threads, mostOfThread * threads));

    /// <summary>The share of a task, which is not empty: its first unit and the one behind its last.</summary>
    /// <param name="units">Units of work, no fewer than tasks.</param>
    /// <param name="tasks">Number of tasks.</param>
    /// <param name="task">The task.</param>
    public static (int First, int End) Of(int units, int tasks, int task) => (First(units, tasks, task), First(units, tasks, task + 1));

    private static int First(int units, int tasks, int task)
    {
        // One unit for each, and shares of the others that shrink linearly: behind the task are (left / tasks)^2 of them.
        long others = units - tasks, left = tasks - task;
        return units - (int)(left + (others * left * left / ((long)tasks * tasks)));
    }
}

using System;

namespace Tokitai.Optimizers.Schedules;

/// <summary>A straight rise to the first rate of another schedule, which then begins.</summary>
internal sealed class WarmupSchedule : LearningRateSchedule
{
    private readonly LearningRateSchedule _schedule;
    private readonly long _warmupSteps;

    private WarmupSchedule(LearningRateSchedule schedule, long warmupSteps)
    {
        _schedule = schedule;
        _warmupSteps = warmupSteps;
    }

    /// <summary>Puts a warm-up before a schedule.</summary>
    public static LearningRateSchedule Before(LearningRateSchedule schedule, long warmupSteps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(warmupSteps);
        return warmupSteps == 0 ? schedule : new WarmupSchedule(schedule, warmupSteps);
    }

    /// <summary>What a warm-up leaves of a number of steps: at least one.</summary>
    public static long StepsAfter(long steps, long warmupSteps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(warmupSteps);
        return steps > warmupSteps
            ? steps - warmupSteps
            : throw new ArgumentOutOfRangeException(
                nameof(steps), steps, $"'{nameof(steps)}' must be above the {warmupSteps} steps of the warm-up.");
    }

    protected internal override double Evaluate(long step) => step < _warmupSteps
        ? _schedule.Evaluate(0) * ((step + 1.0) / (_warmupSteps + 1.0))
        : _schedule.Evaluate(step - _warmupSteps);
}

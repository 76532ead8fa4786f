using System;
using Tokitai.Optimizers.Schedules;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Optimizers;

/// <summary>The learning rates of PyTorch's schedulers (eng/optimizer-references.py), and what they do at their ends.</summary>
public class LearningRateScheduleTests
{
    /// <summary>
    /// Relative. Both sides are computed in double and rounded to float; PyTorch goes from step to step and adds up roundings that may
    /// tip the last bit, 1.2e-7 at most. Measured: all equal but two rates of the straight line, by 7.5e-8.
    /// </summary>
    private const float Tolerance = 1.2e-7f;

    private static readonly ReferenceFile Reference = ReferenceFile.Open("schedules");

    [Fact]
    public void Step_is_that_of_PyTorch() => Follows("step", LearningRateSchedule.Step(0.02f, every: 7, factor: 0.8f));

    [Fact]
    public void Linear_is_that_of_PyTorch() => Follows("linear", LearningRateSchedule.Linear(0.02f, 0.005f, steps: 60));

    [Fact]
    public void Cosine_is_that_of_PyTorch() => Follows("cosine", LearningRateSchedule.Cosine(0.02f, steps: 100, to: 0.002f));

    [Fact]
    public void Cosine_with_warmup_is_that_of_PyTorch() =>
        Follows("warm_cosine", LearningRateSchedule.Cosine(0.02f, steps: 90, to: 0.002f, warmupSteps: 10));

    [Fact]
    public void OneCycle_is_that_of_PyTorch() => Follows("one_cycle", LearningRateSchedule.OneCycle(0.02f, steps: 100));

    [Fact]
    public void OneCycle_with_a_peak_between_steps_is_that_of_PyTorch() =>
        Follows("one_cycle_uneven", LearningRateSchedule.OneCycle(0.02f, steps: 100, riseShare: 0.123f, startDivisor: 10, endDivisor: 50));

    [Fact]
    public void Constant_never_changes()
    {
        LearningRateSchedule schedule = LearningRateSchedule.Constant(0.1f);
        Assert.Equal((0.1f, 0.1f, 0.1f), (schedule.At(0), schedule.At(1), schedule.At(long.MaxValue)));
    }

    [Fact]
    public void A_warmup_rises_evenly_to_the_first_rate_and_loses_no_step()
    {
        foreach (LearningRateSchedule schedule in new[]
        {
            LearningRateSchedule.Constant(0.5f, warmupSteps: 4), LearningRateSchedule.Linear(0.5f, 0, 100, warmupSteps: 4),
            LearningRateSchedule.Cosine(0.5f, 100, warmupSteps: 4), LearningRateSchedule.Step(0.5f, 10, warmupSteps: 4),
        })
        {
            Assert.Equal([0.1f, 0.2f, 0.3f, 0.4f, 0.5f], [schedule.At(0), schedule.At(1), schedule.At(2), schedule.At(3), schedule.At(4)]);
        }
    }

    [Fact]
    public void Steps_count_the_warmup_but_drops_begin_after_it()
    {
        LearningRateSchedule linear = LearningRateSchedule.Linear(1, 0, steps: 14, warmupSteps: 4);
        Assert.Equal((1, 0.5f, 0.1f, 0), (linear.At(4), linear.At(9), linear.At(13), linear.At(14)));
        LearningRateSchedule drops = LearningRateSchedule.Step(1, every: 5, factor: 0.5f, warmupSteps: 4);
        Assert.Equal((1, 0.5f, 0.25f), (drops.At(8), drops.At(9), drops.At(14)));
    }

    [Fact]
    public void Behind_its_end_a_schedule_stays_there()
    {
        Assert.Equal(0.25f, LearningRateSchedule.Linear(1, 0.25f, 10).At(1000));
        Assert.Equal(0.25f, LearningRateSchedule.Cosine(1, 10, 0.25f).At(1000));
        LearningRateSchedule cycle = LearningRateSchedule.OneCycle(1, 10);
        Assert.Equal((4e-6f, 4e-6f), (cycle.At(9), cycle.At(1000)));
        Assert.Equal(0, LearningRateSchedule.Step(1, 1).At(1000));
    }

    /// <summary>Where the rise has no whole step, the first step has the peak or a rate on the way down.</summary>
    [Theory]
    [InlineData(2, 0.3f)]
    [InlineData(3, 0.3f)]
    [InlineData(2, 0.5f)]
    [InlineData(10, 0f)]
    public void A_short_cycle_falls_from_its_first_step(long steps, float riseShare)
    {
        LearningRateSchedule cycle = LearningRateSchedule.OneCycle(1, steps, riseShare);
        Assert.InRange(cycle.At(0), 0.1f, 1);
        for (int step = 1; step < steps; step++) Assert.True(cycle.At(step) < cycle.At(step - 1));
        Assert.Equal(4e-6f, cycle.At(steps - 1));
    }

    /// <summary>A user's own schedule takes part by one method.</summary>
    [Fact]
    public void Other_schedules_derive_from_the_class() => Assert.Equal(0.25f, new Reciprocal().At(3));

    [Fact]
    public void Wrong_arguments_are_refused_by_name()
    {
        foreach (float rate in new[] { float.NaN, float.PositiveInfinity, -1 })
        {
            Refuses("rate", () => LearningRateSchedule.Constant(rate));
            Refuses("from", () => LearningRateSchedule.Linear(rate, 1, 10));
            Refuses("to", () => LearningRateSchedule.Linear(1, rate, 10));
            Refuses("from", () => LearningRateSchedule.Cosine(rate, 10));
            Refuses("to", () => LearningRateSchedule.Cosine(1, 10, rate));
            Refuses("from", () => LearningRateSchedule.Step(rate, 10));
            Refuses("factor", () => LearningRateSchedule.Step(1, 10, rate));
            Refuses("peak", () => LearningRateSchedule.OneCycle(rate, 10));
            Refuses("riseShare", () => LearningRateSchedule.OneCycle(1, 10, riseShare: rate));
            Refuses("startDivisor", () => LearningRateSchedule.OneCycle(1, 10, startDivisor: rate));
            Refuses("endDivisor", () => LearningRateSchedule.OneCycle(1, 10, endDivisor: rate));
        }

        Refuses("steps", () => LearningRateSchedule.Linear(1, 0, 0));
        Refuses("steps", () => LearningRateSchedule.Linear(1, 0, 5, warmupSteps: 5));
        Refuses("steps", () => LearningRateSchedule.Cosine(1, 5, warmupSteps: 5));
        Refuses("steps", () => LearningRateSchedule.OneCycle(1, 1));
        Refuses("riseShare", () => LearningRateSchedule.OneCycle(1, 10, riseShare: 1));
        Refuses("startDivisor", () => LearningRateSchedule.OneCycle(1, 10, startDivisor: 0));
        Refuses("every", () => LearningRateSchedule.Step(1, 0));
        Refuses("warmupSteps", () => LearningRateSchedule.Constant(1, -1));
        Refuses("warmupSteps", () => LearningRateSchedule.Linear(1, 0, 5, -1));
        Refuses("step", () => LearningRateSchedule.Constant(1).At(-1));
    }

    /// <summary>
    /// Against the system's cosine, whose argument is rounded by up to 2.2e-16. Measured: 3.3e-16; against 40 decimal places, 1.6e-16.
    /// </summary>
    [Fact]
    public void The_cosine_is_exact_to_a_few_units_of_the_last_place()
    {
        for (int i = 0; i <= 10_000; i++)
        {
            double x = i / 10_000.0;
            Assert.InRange(HalfWave.CosinePi(x) - Math.Cos(Math.PI * x), -5e-16, 5e-16);
        }

        Assert.Equal((1, 0, -1), (HalfWave.CosinePi(0), HalfWave.CosinePi(0.5), HalfWave.CosinePi(1)));
    }

    private static void Follows(string name, LearningRateSchedule schedule)
    {
        float[] expected = Reference.Floats(name);
        Assert.True(expected.Length > 90);
        for (int step = 0; step < expected.Length; step++)
        {
            float error = Math.Abs(schedule.At(step) - expected[step]) / expected[step];
            Assert.True(error <= Tolerance, $"{name}, step {step}: {schedule.At(step):g9} instead of {expected[step]:g9}");
        }
    }

    private static void Refuses(string name, Func<object> make) => Assert.Throws<ArgumentOutOfRangeException>(name, make);

    private sealed class Reciprocal : LearningRateSchedule
    {
        protected internal override double Evaluate(long step) => 1.0 / (step + 1);
    }
}

using System;
using Tokitai.Optimizers;
using Tokitai.Optimizers.Schedules;

namespace Tokitai;

/// <summary>
/// The learning rate of each step, as a pure function of the step's number: <c>optimizer.LearningRate = schedule.At(optimizer.StepCount)</c>
/// before each step, and a resumed run goes on by itself. Everything is computed in double precision, with the same bits on every machine.
/// </summary>
/// <remarks>
/// A warm-up of w steps rises in a straight line, <c>rate * (step + 1) / (w + 1)</c>, so that no step is lost at a rate of 0 and step w has
/// the full rate; PyTorch's <c>LinearLR</c> does the same with a start factor of 1 / (w + 1). The schedule proper begins at step w.
/// </remarks>
public abstract class LearningRateSchedule
{
    /// <summary>The same rate in every step.</summary>
    /// <param name="rate">The rate.</param>
    /// <param name="warmupSteps">Steps of the warm-up.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative or not finite.</exception>
    public static LearningRateSchedule Constant(float rate, long warmupSteps = 0) =>
        WarmupSchedule.Before(new ConstantSchedule(Hyperparameter.RequireNonNegative(rate)), warmupSteps);

    /// <summary>A straight line, then its end: <c>torch.optim.lr_scheduler.LinearLR</c>.</summary>
    /// <param name="from">Rate of the first step, or of the one after the warm-up.</param>
    /// <param name="to">Rate of step <paramref name="steps"/> and all later ones.</param>
    /// <param name="steps">Number of steps, the warm-up included; more than the warm-up has.</param>
    /// <param name="warmupSteps">Steps of the warm-up.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LearningRateSchedule Linear(float from, float to, long steps, long warmupSteps = 0)
    {
        Hyperparameter.RequireNonNegative(from);
        Hyperparameter.RequireNonNegative(to);
        return WarmupSchedule.Before(new LinearSchedule(from, to, WarmupSchedule.StepsAfter(steps, warmupSteps)), warmupSteps);
    }

    /// <summary>
    /// Half a wave of the cosine, then its end (Loshchilov and Hutter 2017, "SGDR", without restarts): with t of T steps done,
    /// <c>to + (from - to) / 2 * (1 + cos(pi * t / T))</c>, as <c>torch.optim.lr_scheduler.CosineAnnealingLR</c> up to T.
    /// </summary>
    /// <param name="from">Rate of the first step, or of the one after the warm-up.</param>
    /// <param name="steps">Number of steps, the warm-up included; more than the warm-up has.</param>
    /// <param name="to">Rate of step <paramref name="steps"/> and all later ones.</param>
    /// <param name="warmupSteps">Steps of the warm-up.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LearningRateSchedule Cosine(float from, long steps, float to = 0, long warmupSteps = 0)
    {
        Hyperparameter.RequireNonNegative(from);
        Hyperparameter.RequireNonNegative(to);
        return WarmupSchedule.Before(new CosineSchedule(from, to, WarmupSchedule.StepsAfter(steps, warmupSteps)), warmupSteps);
    }

    /// <summary>Multiplied by a factor every so many steps: <c>torch.optim.lr_scheduler.StepLR</c>.</summary>
    /// <param name="from">Rate of the first steps.</param>
    /// <param name="every">Steps from one drop to the next, at least 1; they count from the end of the warm-up.</param>
    /// <param name="factor">The factor, finite and not negative.</param>
    /// <param name="warmupSteps">Steps of the warm-up.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LearningRateSchedule Step(float from, long every, float factor = 0.1f, long warmupSteps = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        Hyperparameter.RequireNonNegative(from);
        return WarmupSchedule.Before(new StepSchedule(from, every, Hyperparameter.RequireNonNegative(factor)), warmupSteps);
    }

    /// <summary>
    /// One cycle (Smith and Topin 2018, "Super-Convergence"): from <c>peak / startDivisor</c> up to the peak and down to
    /// <c>peak / startDivisor / endDivisor</c>, both along half a wave of the cosine, as <c>torch.optim.lr_scheduler.OneCycleLR</c>.
    /// </summary>
    /// <param name="peak">The largest rate; <c>max_lr</c> in PyTorch.</param>
    /// <param name="steps">Number of steps, at least 2; later ones keep the rate of the last. <c>total_steps</c> in PyTorch.</param>
    /// <param name="riseShare">Share of the steps in which the rate rises, at least 0 and below 1; <c>pct_start</c> in PyTorch.</param>
    /// <param name="startDivisor">The peak divided by the first rate, above 0; <c>div_factor</c> in PyTorch.</param>
    /// <param name="endDivisor">The first rate divided by the last one, above 0; <c>final_div_factor</c> in PyTorch.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LearningRateSchedule OneCycle(
        float peak, long steps, float riseShare = 0.3f, float startDivisor = 25, float endDivisor = 1e4f)
    {
        Hyperparameter.RequireNonNegative(peak);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        Hyperparameter.RequireFraction(riseShare);
        Hyperparameter.RequirePositive(startDivisor);
        return new OneCycleSchedule(peak, steps, riseShare, startDivisor, Hyperparameter.RequirePositive(endDivisor));
    }

    /// <summary>The rate of a step.</summary>
    /// <param name="step">Number of steps taken before it: 0 for the first.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is negative.</exception>
    public float At(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        return (float)Evaluate(step);
    }

    /// <summary>The rate of a step: a function of the step alone, finite and not negative.</summary>
    /// <param name="step">Number of the step, from 0.</param>
    protected internal abstract double Evaluate(long step);
}

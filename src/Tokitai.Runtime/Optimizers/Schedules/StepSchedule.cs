namespace Tokitai.Optimizers.Schedules;

/// <summary>Multiplied by a factor every so many steps.</summary>
internal sealed class StepSchedule(double from, long every, double factor) : LearningRateSchedule
{
    protected internal override double Evaluate(long step) => from * IntegerPower.Of(factor, step / every);
}

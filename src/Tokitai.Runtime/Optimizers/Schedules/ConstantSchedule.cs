namespace Tokitai.Optimizers.Schedules;

/// <summary>The same rate in every step.</summary>
internal sealed class ConstantSchedule(double rate) : LearningRateSchedule
{
    protected internal override double Evaluate(long step) => rate;
}

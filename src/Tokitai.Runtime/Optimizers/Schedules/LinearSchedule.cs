namespace Tokitai.Optimizers.Schedules;

/// <summary>A straight line, then its end.</summary>
internal sealed class LinearSchedule(double from, double to, long steps) : LearningRateSchedule
{
    protected internal override double Evaluate(long step) => step >= steps ? to : from + ((to - from) * ((double)step / steps));
}

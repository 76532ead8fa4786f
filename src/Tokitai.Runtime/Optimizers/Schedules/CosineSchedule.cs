namespace Tokitai.Optimizers.Schedules;

/// <summary>Half a wave of the cosine, then its end.</summary>
internal sealed class CosineSchedule(double from, double to, long steps) : LearningRateSchedule
{
    protected internal override double Evaluate(long step) => step >= steps ? to : HalfWave.Between(from, to, (double)step / steps);
}

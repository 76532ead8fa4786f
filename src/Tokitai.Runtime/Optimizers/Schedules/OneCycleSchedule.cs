namespace Tokitai.Optimizers.Schedules;

/// <summary>Up and down along half waves of the cosine. As in PyTorch the peak need not fall on a whole step.</summary>
internal sealed class OneCycleSchedule(double peak, long steps, double riseShare, double startDivisor, double endDivisor)
    : LearningRateSchedule
{
    private readonly double _start = peak / startDivisor;
    private readonly double _end = peak / startDivisor / endDivisor;
    private readonly double _top = (riseShare * steps) - 1;

    protected internal override double Evaluate(long step)
    {
        if (step >= steps - 1) return _end;
        return step < _top
            ? HalfWave.Between(_start, peak, step / _top)
            : HalfWave.Between(peak, _end, (step - _top) / (steps - 1 - _top));
    }
}

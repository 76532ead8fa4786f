namespace Tokitai.Benchmarks;

/// <summary>What one way of doing the work reached, beside the peak of the same run, in GFLOP/s.</summary>
internal sealed record ContestResult(string Name, double Median, double Best, double PeakMedian, double PeakBest)
{
    public double ShareOfMedian => Median / PeakMedian;

    public double ShareOfBest => Best / PeakBest;
}

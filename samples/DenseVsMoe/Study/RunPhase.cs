namespace DenseVsMoe.Study;

/// <summary>What a run is for.</summary>
public enum RunPhase
{
    /// <summary>One learning rate of a contestant, judged on validation samples.</summary>
    Tuning,

    /// <summary>A contestant at its best learning rate, judged on held-out samples.</summary>
    Comparison,
}

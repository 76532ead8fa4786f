namespace Tokitai.Tests.Probe;

/// <summary>A mixture whose experts hold another one; noise, dropout and renormalised weights, but no loss of its own.</summary>
[Block]
public sealed partial class ProbeMixture
{
    [RmsNorm]
    public partial RmsNorm Scale { get; }

    [MixtureOfExperts(4, 2, RouterNoise = 0.3)]
    public partial MixtureOfExperts<ProbeExpert> Experts { get; }
}

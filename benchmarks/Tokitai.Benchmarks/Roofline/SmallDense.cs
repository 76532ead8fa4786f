namespace Tokitai.Benchmarks.Roofline;

/// <summary>A layer whose parameters, gradient and moments are a megabyte together.</summary>
[Model(256)]
public sealed partial class SmallDense
{
    [Linear(256)]
    public partial Linear Dense { get; }
}

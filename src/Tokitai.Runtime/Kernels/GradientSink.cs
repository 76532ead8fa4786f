using Tokitai.Optimizers;

namespace Tokitai.Kernels;

/// <summary>
/// Where the gradient of one tensor goes: into memory (overwriting or adding), or straight into the optimizer's step: the
/// measuring of the norm, or the update of the parameter.
/// </summary>
internal readonly unsafe struct GradientSink
{
    private readonly long _offset;

    /// <summary>Writes gradients to memory.</summary>
    /// <param name="destination">First float of the tensor's gradient.</param>
    /// <param name="accumulate">Whether sums go on from what stands there.</param>
    /// <param name="streams">Whether the gradients of the whole model are too large to be found in a cache by whoever reads them next, and go past it (<see cref="CoreTuning.Streams"/>).</param>
    public GradientSink(float* destination, bool accumulate, bool streams = false)
    {
        Destination = destination;
        Accumulate = accumulate;
        Streams = streams && !accumulate;
    }

    /// <summary>Hands gradients on.</summary>
    /// <param name="rule">Takes them: the optimizer's arithmetic, or what measures before it.</param>
    /// <param name="offset">First float of the tensor in the packed parameters.</param>
    public GradientSink(UpdateRule rule, long offset)
    {
        Rule = rule;
        _offset = offset;
    }

    /// <summary>First float of the gradient in memory; null with a <see cref="Rule"/>.</summary>
    public float* Destination { get; }

    /// <summary>Whether sums go on from what stands in memory.</summary>
    public bool Accumulate { get; }

    /// <summary>Whether finished gradients may go past the caches.</summary>
    public bool Streams { get; }

    /// <summary>What takes gradients that do not go into memory, or null.</summary>
    public UpdateRule? Rule { get; }

    /// <summary>Whether the parameters change as gradients come in.</summary>
    public bool ChangesParameters => Rule is { ChangesParameters: true };

    /// <summary>Whether the layer has this tensor at all.</summary>
    public bool Exists => Rule is not null || Destination is not null;

    /// <summary>
    /// Hands on the finished gradient of a run of the tensor: whole tiles, as <see cref="GradientTiles"/> cuts them, each once a pass.
    /// </summary>
    /// <param name="start">First float of the run inside the tensor.</param>
    /// <param name="length">Number of floats.</param>
    /// <param name="gradient">The gradient of the run.</param>
    /// <param name="kind">The kind of the tensor.</param>
    /// <param name="ahead">What to ask memory for meanwhile.</param>
    public void Update(long start, long length, float* gradient, TensorKind kind, Lookahead ahead) =>
        Rule!.Update(_offset + start, length, gradient, kind, ahead);

    /// <summary>What <see cref="Update"/> reads beside gradients and parameters.</summary>
    /// <param name="start">A float of the tensor.</param>
    public StateLines StateOf(long start) => Rule is null ? default : Rule.StateOf(_offset + start);
}

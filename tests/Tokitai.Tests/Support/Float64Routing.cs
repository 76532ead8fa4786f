using System.Collections.Generic;
using System.Linq;
using Tokitai.Initialization;

namespace Tokitai.Tests.Support;

/// <summary>
/// The choices of a model's routers in one pass, held fixed while a float64 network moves, and the sum of the losses of its mixtures.
/// </summary>
internal sealed class Float64Routing
{
    private readonly List<float[]> _weights = [];
    private readonly int _batch;
    private readonly Dictionary<(int Mixture, int Sample, int Expert), double> _noise = [];

    public Float64Routing(int batch) => _batch = batch;

    /// <summary>Takes the choices of the last Forward.</summary>
    public static Float64Routing Of<TModel>(Workspace<TModel> workspace, int batch)
        where TModel : class, IModel<TModel>
    {
        var routing = new Float64Routing(batch);
        for (int i = 0; i < TModel.Info.Mixtures.Count; i++) routing._weights.Add(workspace.RouterWeights(i).ToArray());
        return routing;
    }

    public double AuxiliaryLoss { get; set; }

    public void Begin() => AuxiliaryLoss = 0;

    /// <summary>The experts that a sample was sent to, in order.</summary>
    public int[] Chosen(int mixture, int sample) => [.. Enumerable.Range(0, Experts(mixture)).Where(expert => Gate(mixture, sample, expert) > 0)];

    /// <summary>The weight that the model gave an expert.</summary>
    public double Gate(int mixture, int sample, int expert) => _weights[mixture][(sample * Experts(mixture)) + expert];

    /// <summary>How many samples came to a mixture.</summary>
    public int Rows(int mixture) => Enumerable.Range(0, _batch).Count(sample => Chosen(mixture, sample).Length > 0);

    /// <summary>The share of all assignments that an expert got.</summary>
    public double Share(int mixture, int expert) =>
        (double)Enumerable.Range(0, _batch).Count(sample => Gate(mixture, sample, expert) > 0) / _weights[mixture].Count(weight => weight > 0);

    /// <summary>Standard normal noise, as the kernel's docs define it.</summary>
    public double Noise(Float64Draws draws, int mixture, int expert)
    {
        if (_noise.TryGetValue((mixture, draws.Sample, expert), out double known)) return known;
        long step = draws.Step!.Value;
        PhiloxBlock words = Philox4x32.Generate(new PhiloxBlock((uint)step, (uint)(step >> 32), (uint)mixture, 3), draws.Seed);
        var counter = new PhiloxBlock((uint)expert / 4, 0, (uint)draws.Sample, 0);
        uint word = Philox4x32.Generate(counter, words.X0 | ((ulong)words.X1 << 32))[(ulong)expert % 4];
        return _noise[(mixture, draws.Sample, expert)] = Float64Functions.NormalQuantile((word + 0.5) / 4294967296.0);
    }

    private int Experts(int mixture) => _weights[mixture].Length / _batch;
}

using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tokitai.Kernels.Mixtures;
using Tokitai.Threading;

namespace Tokitai.CompilerServices;

/// <summary>What a workspace holds for one mixture: its router's decisions of the last Forward, and its share of the auxiliary loss.</summary>
/// <remarks>
/// Every mixture has room for all samples, wherever it stands: a sample comes to an expert at most once, so to a mixture inside it as well.
/// Pinned managed memory: a span on it keeps it alive, and kernels may point to it.
/// </remarks>
internal sealed unsafe class MixtureState
{
    // Without a comparison at hand, sorting makes one: ahead-of-time compiled code allocates it.
    private static readonly Comparison<ExpertLoad> MostRowsFirst = static (one, other) => one.CompareTo(other);

    private readonly float[] _floats;
    private readonly int[] _integers;
    private readonly ExpertLoad[] _loads;
    private readonly int _number;
    private readonly float* _heldGates;
    private readonly float* _weights;
    private Routing _routing;

    /// <summary>Takes the memory.</summary>
    /// <param name="info">The mixture.</param>
    /// <param name="number">Its number among the model's.</param>
    /// <param name="maxBatch">The largest batch, which <see cref="LargestBatch"/> allows.</param>
    public MixtureState(MixtureInfo info, int number, int maxBatch)
    {
        Info = info;
        _number = number;
        int assignments = maxBatch * info.TopK;
        _floats = GC.AllocateArray<float>(maxBatch * FloatsPerSample(info), pinned: true);
        _integers = GC.AllocateArray<int>((4 * assignments) + info.Experts + 1, pinned: true);
        _loads = new ExpertLoad[info.Experts];
        float* floats = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_floats));
        int* integers = (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_integers));
        _weights = Take(ref floats, maxBatch * info.Experts);
        _heldGates = Take(ref floats, assignments);
        _routing = new Routing
        {
            Experts = info.Experts,
            TopK = info.TopK,
            Renormalize = info.Options.Renormalize,
            Probabilities = Take(ref floats, maxBatch * info.Experts),
            LogSums = Take(ref floats, maxBatch),
            Gates = Take(ref floats, assignments),
            GateGradients = Take(ref floats, assignments),
            Distances = Pairs(info) > 0 ? Take(ref floats, maxBatch * Pairs(info)) : null,
            Chosen = Take(ref integers, assignments),
            Slots = Take(ref integers, assignments),
            SourceRows = Take(ref integers, assignments),
            Samples = Take(ref integers, assignments),
            Starts = Take(ref integers, info.Experts + 1),
        };
        _routing.GluingGates = _routing.Gates;
    }

    public MixtureInfo Info { get; }

    /// <summary>The decisions, as kernels take them: part of this object, which must stay alive and be pinned meanwhile.</summary>
    public ref Routing Routing => ref _routing;

    /// <summary>The auxiliary losses of the last Forward.</summary>
    public AuxiliaryLosses Losses { get; private set; }

    /// <summary>The experts in the order in which they begin side by side: those with the most rows first.</summary>
    public ReadOnlySpan<ExpertLoad> Loads => _loads;

    /// <summary>The largest batch that the arrays of a mixture allow.</summary>
    public static int LargestBatch(MixtureInfo info) => Array.MaxLength / Math.Max(FloatsPerSample(info), (4 * info.TopK) + info.Experts + 1);

    /// <summary>The weights <c>[batch, experts]</c> of the last Forward, 0 where an expert was not chosen or the sample did not come here.</summary>
    public ReadOnlySpan<float> Weights(int batch) => _floats.AsSpan(0, batch * Info.Experts);

    /// <summary>Forgets the last pass: nothing is routed until <see cref="Route"/>.</summary>
    public void Begin(int batch)
    {
        _floats.AsSpan(0, batch * Info.Experts).Clear();
        _routing.Rows = 0;
        new Span<int>(_routing.Starts, Info.Experts + 1).Clear();
        RankExperts();
        Losses = default;
    }

    /// <summary>Holds the decisions of the last Forward for the next ones, or lets go of them.</summary>
    public void Hold(bool isHeld)
    {
        _routing.IsHeld = isHeld;
        _routing.GluingGates = isHeld && Info.Options.DetachGates ? _heldGates : _routing.Gates;
        new ReadOnlySpan<float>(_routing.Gates, _routing.Rows * Info.TopK).CopyTo(new Span<float>(_heldGates, _routing.Rows * Info.TopK));
    }

    /// <summary>Decides for the rows of a frame: from logits to experts, weights and slots.</summary>
    /// <param name="state">The workspace.</param>
    /// <param name="pool">Threads to work with.</param>
    /// <param name="frame">The frame around the mixture.</param>
    /// <param name="logits">Activation offset of the logits.</param>
    /// <exception cref="NotFiniteNumberException">A logit is not finite.</exception>
    public void Route(WorkspaceState state, WorkerPool pool, in PassFrame frame, long logits)
    {
        _routing.Rows = frame.Rows.Count;
        StepState step = state.Step;
        RouterNoise noise = step.IsActive && Info.Options.RouterNoise > 0
            ? RouterNoise.Of(step.Seed, step.Step, step.FirstSample, (uint)_number, Info.Options.RouterNoise)
            : default;
        Routing routing = _routing;
        RouterSoftmax.Run(pool, state.Simd, frame.Activation(logits), frame.Rows.PanelFloats, noise, frame.Samples, &routing);
        RequireFinite(state, in frame);
        Assign(in frame);
        Losses = RouterLosses();
    }

    /// <summary>Adds the gluing penalty, once the experts have run; the distances are there.</summary>
    public void AddGluingLoss()
    {
        double sum = 0;
        for (int row = 0; row < _routing.Rows; row++)
        {
            float* gates = _routing.GluingGates + (row * _routing.TopK), distances = _routing.Distances + (row * _routing.Pairs);
            for (int i = 0; i < _routing.TopK; i++)
            {
                for (int j = i + 1; j < _routing.TopK; j++) sum += (double)gates[i] * gates[j] * distances[_routing.Pair(i, j)];
            }
        }

        Losses = Losses with { GluingPenalty = Info.Options.GluingPenalty * sum / _routing.Rows };
    }

    private static int Pairs(MixtureInfo info) => info.Options.GluingPenalty > 0 ? info.TopK * (info.TopK - 1) / 2 : 0;

    private static int FloatsPerSample(MixtureInfo info) => (2 * info.Experts) + 1 + (3 * info.TopK) + Pairs(info);

    private static T* Take<T>(ref T* memory, int length)
        where T : unmanaged
    {
        T* taken = memory;
        memory += length;
        return taken;
    }

    private void RequireFinite(WorkspaceState state, in PassFrame frame)
    {
        for (int row = 0; row < _routing.Rows; row++)
        {
            if (!float.IsNaN(_routing.LogSums[row])) continue;
            float* logits = _routing.Probabilities + ((long)row * Info.Experts);
            int expert = 0;
            while (float.IsFinite(logits[expert])) expert++;
            int sample = frame.Samples is null ? row : frame.Samples[row];
            throw new NotFiniteNumberException(
                $"The router of '{Info.Name}' in {state.Info.Name} gives {logits[expert]} for sample {sample} and expert {expert}: it cannot choose. "
                + "The model's input or its parameters are not finite, or so large that they overflow.",
                logits[expert]);
        }
    }

    /// <summary>Gives each row a slot at each of its experts: experts in order, rows ascending inside an expert.</summary>
    private void Assign(in PassFrame frame)
    {
        int* starts = _routing.Starts;
        int assignments = _routing.Rows * _routing.TopK;
        new Span<int>(starts, Info.Experts + 1).Clear();
        for (int i = 0; i < assignments; i++) starts[_routing.Chosen[i] + 1]++;
        for (int expert = 0; expert < Info.Experts; expert++) starts[expert + 1] += starts[expert];
        for (int i = 0; i < assignments; i++)
        {
            // A start moves on to its expert's next slot, and in the end stands where the next expert starts.
            int row = i / _routing.TopK, expert = _routing.Chosen[i], slot = starts[expert]++;
            int sample = frame.Samples is null ? row : frame.Samples[row];
            _routing.Slots[i] = slot;
            _routing.SourceRows[slot] = row;
            _routing.Samples[slot] = sample;
            _weights[((long)sample * Info.Experts) + expert] = _routing.Gates[i];
        }

        for (int expert = Info.Experts; expert > 0; expert--) starts[expert] = starts[expert - 1];
        starts[0] = 0;
        RankExperts();
    }

    private void RankExperts()
    {
        for (int expert = 0; expert < Info.Experts; expert++) _loads[expert] = new ExpertLoad(expert, _routing.Count(expert));
        _loads.AsSpan().Sort(MostRowsFirst);
    }

    /// <summary>The terms that depend on the logits alone: means over the rows that came here.</summary>
    private AuxiliaryLosses RouterLosses()
    {
        double balance = 0, size = 0;
        if (Info.Options.LoadBalance > 0)
        {
            double sum = 0;
            for (int expert = 0; expert < Info.Experts; expert++)
            {
                double probability = 0;
                for (int row = 0; row < _routing.Rows; row++) probability += _routing.Probabilities[((long)row * Info.Experts) + expert];
                sum += _routing.Count(expert) * probability;
            }

            balance = Info.Options.LoadBalance * Info.Experts * sum / ((double)_routing.Rows * _routing.TopK * _routing.Rows);
        }

        if (Info.Options.RouterZLoss > 0)
        {
            double sum = 0;
            for (int row = 0; row < _routing.Rows; row++) sum += (double)_routing.LogSums[row] * _routing.LogSums[row];
            size = Info.Options.RouterZLoss * sum / _routing.Rows;
        }

        return new AuxiliaryLosses(balance, size, 0);
    }
}

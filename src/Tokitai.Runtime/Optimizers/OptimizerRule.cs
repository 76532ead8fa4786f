using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Tokitai.Kernels;
using Tokitai.Simd;

namespace Tokitai.Optimizers;

/// <summary>
/// What the rules of all optimizers share: learning rate, count of steps, and state whose memory is held for the length of
/// a step. A step is begun by one thread, run by any number, and ended by one. It counts from <see cref="BeginUpdate"/> on: a
/// step that is skipped is begun and ended.
/// </summary>
internal abstract unsafe class OptimizerRule : UpdateRule, IDisposable
{
    private readonly string _name;
    private readonly OptimizerState[] _state;
    private readonly nint[] _statePointers;
    private readonly long _parameterFloats;
    private bool _disposed;
    private int _stepping;

    /// <summary>Takes the memory of the state, all zero.</summary>
    /// <param name="name">The optimizer's class, for errors.</param>
    /// <param name="info">The model.</param>
    /// <param name="learningRate">Factor of each update.</param>
    /// <param name="weightDecay">Factor of the decay.</param>
    /// <param name="decayAll">Whether norms and biases decay too.</param>
    /// <param name="stateNames">Names of the state's tensor sets.</param>
    protected OptimizerRule(
        string name, ModelInfo info, float learningRate, float weightDecay, bool decayAll, params ReadOnlySpan<string> stateNames)
    {
        _name = name;
        LearningRate = Hyperparameter.RequireNonNegative(learningRate);
        WeightDecay = Hyperparameter.RequireNonNegative(weightDecay);
        DecayAll = decayAll;
        _state = new OptimizerState[stateNames.Length];
        _statePointers = new nint[stateNames.Length];
        _parameterFloats = info.PackedLength;
        for (int i = 0; i < _state.Length; i++) _state[i] = new OptimizerState(stateNames[i], new TensorSet(info));
    }

    public float LearningRate { get; set; }

    public float WeightDecay { get; }

    public bool DecayAll { get; }

    public long StepCount { get; set; }

    /// <summary>Bound of the magnitude of each gradient; infinite without clipping.</summary>
    public float MaxGradientValue { get; set; } = float.PositiveInfinity;

    public ReadOnlySpan<OptimizerState> State => _state;

    /// <summary>The vector width; tests choose others than the machine's.</summary>
    public SimdLevel Simd { get; set; } = SimdDispatch.Level;

    /// <summary>First float of the packed parameters; valid during a step.</summary>
    protected float* Parameters { get; private set; }

    /// <summary>Whether updated values go past the caches; valid during a step.</summary>
    protected bool Streams { get; private set; }

    /// <summary>What the step does to each gradient before anything else.</summary>
    protected GradientClip Clip { get; private set; }

    /// <summary>Holds the memory that the step needs, and nothing else.</summary>
    /// <param name="parameters">First float of the packed parameters; the caller keeps them alive until <see cref="EndStep"/>.</param>
    /// <param name="threads">Threads that share the work of the step.</param>
    public void BeginStep(float* parameters, int threads)
    {
        if (Interlocked.Exchange(ref _stepping, 1) != 0)
        {
            throw new InvalidOperationException(
                $"A step of this {_name} is already running: an optimizer takes one step at a time.");
        }

        int held = 0;
        try
        {
            if (Volatile.Read(ref _disposed)) throw new ObjectDisposedException(_name);
            for (; held < _state.Length; held++)
            {
                // The lease outlives this scope: EndStep gives it back.
                _statePointers[held] = (nint)_state[held].Tensors.Buffer.Lease(_state[held].Tensors).Pointer;
            }
        }
        catch
        {
            Release(held);
            throw;
        }

        Parameters = parameters;

        // Memory takes parts of lines far more slowly than whole ones.
        Streams = threads > 1 && Simd == SimdLevel.Vector512 && CoreTuning.Current.StreamsUpdates
            && ProcessorCaches.Overflows((1 + _state.Length) * _parameterFloats);
    }

    /// <summary>Counts the begun step and computes what all its elements share.</summary>
    /// <param name="scale">Factor of all gradients.</param>
    public void BeginUpdate(float scale)
    {
        Clip = new GradientClip(scale, MaxGradientValue);
        StepCount++;
        PrepareStep();
    }

    public override bool ChangesParameters => true;

    public override StateLines StateOf(long offset)
    {
        if (_statePointers.Length == 0) return default;
        float* first = StatePointer(0);
        return new StateLines(first + offset, _statePointers.Length == 1 ? 0 : StatePointer(1) - first);
    }

    /// <summary>Gives back what <see cref="BeginStep"/> holds; called once for each begun step, after its last update.</summary>
    public void EndStep()
    {
        // Stores past the caches overtake what this thread says next. Those of a pool's workers are complete already.
        if (Streams) Thread.MemoryBarrier();
        Release(_state.Length);
    }

    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        foreach (OptimizerState state in _state) state.Tensors.Dispose();
    }

    /// <summary>
    /// Computes what all elements of the step share, in double precision, once. Must not throw: it runs with the memory held.
    /// </summary>
    protected abstract void PrepareStep();

    /// <summary>First float of one of the packed tensor sets of the state; valid during a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected float* StatePointer(int index) => (float*)_statePointers[index];

    /// <summary>Whether a tensor decays: by its kind, never by its rank.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool Decays(TensorKind kind) => DecayAll || kind == TensorKind.LinearWeight;

    private void Release(int held)
    {
        Parameters = null;
        for (int i = 0; i < held; i++)
        {
            _statePointers[i] = 0;
            _state[i].Tensors.Buffer.DangerousRelease();
        }

        Volatile.Write(ref _stepping, 0);
    }
}

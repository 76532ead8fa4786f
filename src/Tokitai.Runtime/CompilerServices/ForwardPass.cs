using System;
using System.ComponentModel;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Tokitai.Kernels;
using Tokitai.Kernels.Mixtures;
using Tokitai.Memory;
using Tokitai.Threading;

namespace Tokitai.CompilerServices;

/// <summary>
/// Infrastructure: one run of a generated <c>Forward</c>. Offsets of parameters are floats of the packed buffer; offsets of
/// activations are features, counted from the start of the workspace.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe ref struct ForwardPass
{
    /// <summary>The offset of a tensor that a layer does not have.</summary>
    public const long None = -1;

    private readonly WorkspaceState _state;
    private readonly WorkerPool _pool;
    private readonly BufferLease _parameters;
    private readonly BufferLease _activations;
    private readonly PassFrame _frame;

    internal ForwardPass(WorkspaceState state, WorkerPool pool, BufferLease parameters, BufferLease activations, PassFrame frame)
    {
        _state = state;
        _pool = pool;
        _parameters = parameters;
        _activations = activations;
        _frame = frame;
    }

    /// <summary>Whether a Backward may follow, so that every activation is kept.</summary>
    public bool Training => _state.IsTraining;

    /// <summary>Checks the arguments of a pass, takes the memory and copies the input in.</summary>
    /// <typeparam name="TModel">The model's class.</typeparam>
    /// <param name="parameters">The parameters of the model.</param>
    /// <param name="workspace">The workspace of the pass.</param>
    /// <param name="input">Row-major <c>[batch, InputSize]</c>; goes to activation offset 0.</param>
    public static ForwardPass Begin<TModel>(TensorSet parameters, Workspace<TModel> workspace, ReadOnlySpan<float> input)
        where TModel : class, IModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(workspace);
        WorkspaceState state = workspace.State;
        int batch = state.CheckInput(input);
        state.Enter();
        try
        {
            BufferLease parameterLease = parameters.Buffer.Lease(parameters);
            BufferLease activationLease;
            try
            {
                activationLease = state.Activations.Lease(workspace);
            }
            catch
            {
                parameterLease.Dispose();
                throw;
            }

            state.BeginForward(parameters, batch);
            PanelCopy.FromRows(input, state.Info.InputSize, batch, activationLease.Pointer);
            return new ForwardPass(state, state.Pool, parameterLease, activationLease, PassFrame.Whole(activationLease.Pointer, state.Capacity, batch));
        }
        catch
        {
            state.Exit();
            throw;
        }
    }

    /// <summary>The matrix product with bias, <c>output = input * weight^T + bias</c>.</summary>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="input">Activation offset of the input.</param>
    /// <param name="weight">Parameter offset of the weight.</param>
    /// <param name="bias">Parameter offset of the bias, or <see cref="None"/>.</param>
    /// <param name="output">Activation offset of the output.</param>
    public void Linear(int inputs, int outputs, long input, long weight, long bias, long output)
    {
        NoteFirstLayer(inputs, input);
        LinearForward.Run(
            _pool, _state.Simd, _frame.Rows, inputs, outputs,
            Activation(input), Parameter(weight), bias == None ? null : Parameter(bias), Activation(output));
    }

    /// <summary>Layer normalisation, followed by an activation.</summary>
    /// <param name="features">Features of a sample.</param>
    /// <param name="activation">The activation, or none.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="weight">Parameter offset of the scale.</param>
    /// <param name="bias">Parameter offset of the shift.</param>
    /// <param name="input">Activation offset of the input.</param>
    /// <param name="statistics">Activation offset of one panel, which receives mean and reciprocal standard deviation.</param>
    /// <param name="output">Activation offset of the output.</param>
    public void LayerNorm(
        int features, ActivationKind activation, float epsilon, long weight, long bias, long input, long statistics, long output)
    {
        NoteFirstLayer(features, input);
        NormForward.Run(
            _pool, _state.Simd, _frame.Rows, features, NormKind.Layer, activation, epsilon,
            Parameter(weight), Parameter(bias), Activation(input), Activation(statistics), Activation(output));
    }

    /// <summary>Root mean square normalisation, followed by an activation.</summary>
    /// <param name="features">Features of a sample.</param>
    /// <param name="activation">The activation, or none.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="weight">Parameter offset of the scale.</param>
    /// <param name="input">Activation offset of the input.</param>
    /// <param name="statistics">Activation offset of one panel, which receives the reciprocal root.</param>
    /// <param name="output">Activation offset of the output.</param>
    public void RmsNorm(int features, ActivationKind activation, float epsilon, long weight, long input, long statistics, long output)
    {
        NoteFirstLayer(features, input);
        NormForward.Run(
            _pool, _state.Simd, _frame.Rows, features, NormKind.Rms, activation, epsilon,
            Parameter(weight), null, Activation(input), Activation(statistics), Activation(output));
    }

    /// <summary>An activation by itself.</summary>
    /// <param name="features">Features of a sample.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="input">Activation offset of the input.</param>
    /// <param name="output">Activation offset of the output.</param>
    public void Activate(int features, ActivationKind activation, long input, long output) =>
        ActivationForward.Run(
            _pool, _state.Simd, _frame.Rows, features, activation, Activation(input), Activation(output));

    /// <summary>Dropout: in a training step multiplies by the layer's mask, otherwise passes values on.</summary>
    /// <param name="features">Features of a sample.</param>
    /// <param name="rate">Probability of an element to become 0.</param>
    /// <param name="layer">Number of the layer among the model's dropout layers.</param>
    /// <param name="input">Activation offset of the input.</param>
    /// <param name="output">Activation offset of the output; may be that of the input.</param>
    public void Dropout(int features, float rate, long layer, long input, long output)
    {
        StepState step = _state.Step;
        if (step.IsActive)
        {
            ulong key = DropoutMask.Key(step.Seed, step.Step, (uint)layer);
            DropoutMask.Apply(_pool, _frame.Rows, features, rate, key, step.FirstSample, _frame.Samples, Activation(input), Activation(output));
        }
        else if (input != output)
        {
            ResidualSum.Copy(_pool, _state.Simd, _frame.Rows, features, Activation(input), Activation(output));
        }
    }

    /// <summary>The Monna map of some features; the others pass. Its gradient is straight-through, so Backward has nothing to do.</summary>
    /// <param name="features">Features of a sample.</param>
    /// <param name="first">First feature to encode.</param>
    /// <param name="count">Number of features to encode.</param>
    /// <param name="radix">Base of the digits.</param>
    /// <param name="digits">Number of digits.</param>
    /// <param name="layer">The layer as an error names it.</param>
    /// <param name="input">Activation offset of the input.</param>
    /// <param name="output">Activation offset of the output; may be that of the input.</param>
    /// <exception cref="NotFiniteNumberException">A feature to encode is NaN.</exception>
    public void PadicEncoding(int features, int first, int count, int radix, int digits, string layer, long input, long output)
    {
        if (_state.TakesEncodingsAsIdentity)
        {
            if (input != output) ResidualSum.Copy(_pool, _state.Simd, _frame.Rows, features, Activation(input), Activation(output));
            return;
        }

        if (!MonnaMap.Run(_pool, _state.Simd, _frame.Rows, features, first, count, radix, digits, Activation(input), Activation(output))) return;
        (int row, int feature) = MonnaMap.FirstNaN(_frame.Rows, first, count, Activation(output));
        int sample = _frame.Samples is null ? row : _frame.Samples[row];
        throw new NotFiniteNumberException(
            $"{layer} cannot encode NaN: feature {feature} of sample {sample} has no digits. Replace missing values before the model.", double.NaN);
    }

    /// <summary>Keeps the result of a block whose memory is used again: copies it, unless it stays where it is.</summary>
    /// <param name="features">Features of a sample.</param>
    /// <param name="result">Activation offset of the block's result.</param>
    /// <param name="kept">Activation offset of the place that keeps it.</param>
    public void Keep(int features, long result, long kept)
    {
        if (result != kept) ResidualSum.Copy(_pool, _state.Simd, _frame.Rows, features, Activation(result), Activation(kept));
    }

    /// <summary>The sum of a residual, <c>output = output + input</c>.</summary>
    /// <param name="features">Features of a sample.</param>
    /// <param name="input">Activation offset of the block's input.</param>
    /// <param name="output">Activation offset of the block's result, which becomes the sum.</param>
    public void Add(int features, long input, long output)
    {
        // In the frame of the whole batch alone: experts come behind a router, whose input is noted.
        if (input <= _state.FirstLayerInput && _frame.Samples is null) _state.NoteCarried(AreFinite(features, input));
        ResidualSum.Add(_pool, _state.Simd, _frame.Rows, features, Activation(input), Activation(output));
    }

    /// <summary>
    /// The router of a mixture: logits, softmax, choice of experts; then the copy of each row to its experts' rows in the arena.
    /// </summary>
    /// <param name="inputs">Input features.</param>
    /// <param name="mixture">Number of the mixture among the model's.</param>
    /// <param name="input">Activation offset of the input.</param>
    /// <param name="weight">Parameter offset of the router's weight.</param>
    /// <param name="bias">Parameter offset of its bias.</param>
    /// <param name="logits">Activation offset of the logits.</param>
    /// <param name="arena">Activation offset of the arena, which begins with the experts' input.</param>
    public void Route(int inputs, long mixture, long input, long weight, long bias, long logits, long arena)
    {
        MixtureState state = _state.Mixtures[(int)mixture];
        Linear(inputs, state.Info.Experts, input, weight, bias, logits);
        state.Route(_state, _pool, in _frame, logits);
        Routing routing = state.Routing;
        ExpertRows.Gather(_pool, _state.Simd, &routing, inputs, _frame.ActivationLines(input), Arena(state, arena).ActivationLines(0));
    }

    /// <summary>
    /// The passes of the experts that somebody chose, each over the rows that are routed to it; their offsets count from the start of the arena.
    /// </summary>
    /// <param name="mixture">Number of the mixture among the model's.</param>
    /// <param name="arena">Activation offset of the arena.</param>
    /// <param name="first">Where the first expert's parameters and layers are.</param>
    /// <param name="expert">Runs one expert.</param>
    public void Experts(long mixture, long arena, in ExpertPlaces first, ExpertForward expert)
    {
        MixtureState state = _state.Mixtures[(int)mixture];
        int teams = ExpertTeams.Choose(state.Loads, _pool.ThreadCount, in first);
        var job = new Job { Pass = this, Pool = teams == 1 ? _pool : WorkerPool.Alone, State = state, Arena = arena, First = first, Expert = expert };
        ExpertTeams.Run(_pool, state, teams, &Run, Unsafe.AsPointer(ref job));
    }

    /// <summary>The weighted sum of the experts' results.</summary>
    /// <param name="outputs">Output features.</param>
    /// <param name="mixture">Number of the mixture among the model's.</param>
    /// <param name="arena">Activation offset of the arena.</param>
    /// <param name="results">Offset of the experts' results inside the arena.</param>
    /// <param name="output">Activation offset of the sum.</param>
    public void Combine(int outputs, long mixture, long arena, long results, long output)
    {
        MixtureState state = _state.Mixtures[(int)mixture];
        Routing routing = state.Routing;
        PanelLines slots = Arena(state, arena).ActivationLines(results);
        ExpertRows.Combine(_pool, _state.Simd, &routing, outputs, slots, _frame.ActivationLines(output));
        if (routing.Distances is null) return;
        ExpertDistances.Run(_pool, _state.Simd, &routing, outputs, slots);
        state.AddGluingLoss();
    }

    /// <summary>Copies the result out.</summary>
    /// <param name="features">Features of the model's output.</param>
    /// <param name="output">Activation offset of the result.</param>
    /// <returns>Row-major <c>[batch, features]</c>.</returns>
    public ReadOnlySpan<float> Output(int features, long output)
    {
        Span<float> rows = _state.Output.AsSpan(0, _state.Batch * features);
        PanelCopy.ToRows(Activation(output), features, _state.Batch, rows);
        _state.EndForward(TensorPrimitives.IsFiniteAll<float>(rows));
        return rows;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _activations.Dispose();
        _parameters.Dispose();
        _state.Exit();
    }

    private static void Run(void* context, int expert, int team)
    {
        ref Job job = ref Unsafe.AsRef<Job>(context);
        int first = job.State.Routing.Starts[expert], count = job.State.Routing.Count(expert);
        if (count == 0) return;
        PassFrame rows = job.Pass.Arena(job.State, job.Arena).Window(first, count, job.State.Routing.Samples + first);
        var pass = new ForwardPass(job.Pass._state, job.Pool, job.Pass._parameters, job.Pass._activations, rows);
        job.Expert(in pass, job.First.Of(expert));
    }

    private void NoteFirstLayer(int features, long input)
    {
        if (_state.AwaitsFirstLayer) _state.BeginFirstLayer(input, AreFinite(features, input));
    }

    private bool AreFinite(int features, long offset) => _frame.ActivationLines(offset).AreFinite(features, _frame.Rows.Count);

    private PassFrame Arena(MixtureState state, long activations) => _frame.Arena(activations, 0, state.Info.TopK);

    private float* Parameter(long offset) => _parameters.Pointer + offset;

    private float* Activation(long offset) => _frame.Activation(offset);

    /// <summary>What the runs of experts share; it lies on the stack of the thread that waits for them all.</summary>
    private ref struct Job
    {
        public ForwardPass Pass;
        public WorkerPool Pool;
        public MixtureState State;
        public long Arena;
        public ExpertPlaces First;
        public ExpertForward Expert;
    }
}

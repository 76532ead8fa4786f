using System;
using System.ComponentModel;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Tokitai.Kernels;
using Tokitai.Kernels.Mixtures;
using Tokitai.Memory;
using Tokitai.Optimizers;
using Tokitai.Threading;

namespace Tokitai.CompilerServices;

/// <summary>
/// Infrastructure: one run of a generated <c>Backward</c> or <c>BackwardAndUpdate</c>. Offsets count as in <see cref="ForwardPass"/>;
/// the regions of gradients lie in the workspace behind the activations.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe ref struct BackwardPass
{
    /// <summary>The offset of a gradient that nobody wants, or of a tensor that a layer does not have.</summary>
    public const long None = -1;

    private readonly WorkspaceState _state;
    private readonly WorkerPool _pool;
    private readonly float* _scratch;
    private readonly BufferLease _parameters;
    private readonly BufferLease _gradients;
    private readonly BufferLease _activations;
    private readonly OptimizerStep? _step;
    private readonly Span<float> _inputGradient;
    private readonly bool _accumulate;
    private readonly float _auxiliaryScale;
    private readonly PassFrame _frame;

    private BackwardPass(
        WorkspaceState state, WorkerPool pool, float* scratch, BufferLease parameters, BufferLease gradients, BufferLease activations,
        OptimizerStep? step, Span<float> inputGradient, bool accumulate, float auxiliaryScale, PassFrame frame)
    {
        _state = state;
        _pool = pool;
        _scratch = scratch;
        _parameters = parameters;
        _gradients = gradients;
        _activations = activations;
        _step = step;
        _inputGradient = inputGradient;
        _accumulate = accumulate;
        _auxiliaryScale = auxiliaryScale;
        _frame = frame;
    }

    /// <summary>
    /// Whether this run computes the gradient of the model's input. A run that only measures leaves it to the next one: the
    /// caller's span may be that of the output gradient, which the next run reads again.
    /// </summary>
    public bool NeedsInputGradient => !_inputGradient.IsEmpty && _step is not { Measures: true };

    /// <summary>The forward pass of the same rows, for blocks whose activations were not kept. What it draws is what Forward drew.</summary>
    public ForwardPass Recomputation => new(_state, _pool, _parameters, _activations, _frame);

    /// <summary>Checks the arguments of a pass that writes gradients, and takes the memory.</summary>
    /// <typeparam name="TModel">The model's class.</typeparam>
    /// <param name="parameters">The parameters of the model.</param>
    /// <param name="gradients">Receives the gradients.</param>
    /// <param name="workspace">The workspace of the forward pass.</param>
    /// <param name="outputGradient">Row-major <c>[batch, OutputSize]</c>.</param>
    /// <param name="inputGradient">Row-major <c>[batch, InputSize]</c>, or empty.</param>
    /// <param name="accumulate">Whether the gradients are added to.</param>
    /// <param name="auxiliaryScale">Factor of the gradients of auxiliary losses.</param>
    public static BackwardPass Begin<TModel>(
        TensorSet parameters, Gradients<TModel> gradients, Workspace<TModel> workspace,
        ReadOnlySpan<float> outputGradient, Span<float> inputGradient, bool accumulate, float auxiliaryScale)
        where TModel : class, IModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(gradients);
        return Begin(parameters, gradients, null, workspace, outputGradient, inputGradient, accumulate, auxiliaryScale);
    }

    /// <summary>Checks the arguments of a pass that updates the parameters, takes the memory and begins the optimizer's step.</summary>
    /// <typeparam name="TModel">The model's class.</typeparam>
    /// <param name="parameters">The parameters of the model.</param>
    /// <param name="optimizer">Updates the parameters.</param>
    /// <param name="workspace">The workspace of the forward pass.</param>
    /// <param name="outputGradient">Row-major <c>[batch, OutputSize]</c>.</param>
    /// <param name="inputGradient">Row-major <c>[batch, InputSize]</c>, or empty.</param>
    /// <param name="auxiliaryScale">Factor of the gradients of auxiliary losses.</param>
    public static BackwardPass Begin<TModel>(
        TensorSet parameters, Optimizer<TModel> optimizer, Workspace<TModel> workspace,
        ReadOnlySpan<float> outputGradient, Span<float> inputGradient, float auxiliaryScale)
        where TModel : class, IModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        optimizer.RequireModel(parameters);
        return Begin(parameters, null, optimizer.StepInProgress, workspace, outputGradient, inputGradient, false, auxiliaryScale);
    }

    /// <summary>
    /// For a pass that updates the parameters: whether the layers are to be run (again). Without a gradient buffer a norm is
    /// measured in a run of its own; both runs give the same gradients, since a run only reads what Forward left (or runs it again).
    /// </summary>
    public bool NextRun() => _step!.NextRun(needsInputGradient: !_inputGradient.IsEmpty);

    /// <summary>Whether a copy of a block has to be run again before the way back through it.</summary>
    /// <param name="isLast">
    /// Whether it is the last one of the copies that share memory: what it left is still there when the first run comes to it.
    /// </param>
    public bool Recomputes(bool isLast) => _frame.Rows.Count > 0 && (!isLast || _step is { RunsAgain: true });

    /// <summary>Copies the gradient of the loss by the model's output in.</summary>
    /// <param name="features">Features of the model's output.</param>
    /// <param name="values">Row-major <c>[batch, features]</c>.</param>
    /// <param name="gradient">Offset of the region that receives it.</param>
    public void OutputGradient(int features, ReadOnlySpan<float> values, long gradient) =>
        PanelCopy.FromRows(values, features, _state.Batch, Gradient(gradient));

    /// <summary>
    /// Back through the matrix product: the input gradient (from the old weights), and the gradients of weight and bias, or their update.
    /// </summary>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="input">Activation offset of the input of the forward product.</param>
    /// <param name="weight">Parameter offset of the weight.</param>
    /// <param name="bias">Parameter offset of the bias, or <see cref="None"/>.</param>
    /// <param name="outputGradient">Offset of the gradient by the output.</param>
    /// <param name="inputGradient">Offset of the region for the gradient by the input, or <see cref="None"/>.</param>
    public void Linear(int inputs, int outputs, long input, long weight, long bias, long outputGradient, long inputGradient) =>
        LinearBackward.Run(
            _pool, _state.Simd, _frame.Rows, inputs, outputs, Activation(input), Gradient(outputGradient), Parameter(weight), _scratch,
            inputGradient == None ? null : Gradient(inputGradient), Sink(weight), bias == None ? default : Sink(bias));

    /// <summary>Back through layer normalisation and the activation behind it; the gradient is overwritten in place.</summary>
    /// <param name="features">Features of a sample.</param>
    /// <param name="activation">The activation that followed, or none.</param>
    /// <param name="weight">Parameter offset of the scale.</param>
    /// <param name="bias">Parameter offset of the shift.</param>
    /// <param name="input">Activation offset of the input of the normalisation.</param>
    /// <param name="statistics">Activation offset of its mean and reciprocal standard deviation.</param>
    /// <param name="gradient">Offset of the gradient: by the output before, by the input after.</param>
    public void LayerNorm(
        int features, ActivationKind activation, long weight, long bias, long input, long statistics, long gradient) =>
        NormBackward.Run(
            _pool, _state.Simd, _frame.Rows, features, NormKind.Layer, activation,
            Parameter(weight), Parameter(bias), Activation(input), Activation(statistics), Gradient(gradient),
            _scratch, Sink(weight), Sink(bias));

    /// <summary>Back through root mean square normalisation and the activation behind it; the gradient is overwritten in place.</summary>
    /// <param name="features">Features of a sample.</param>
    /// <param name="activation">The activation that followed, or none.</param>
    /// <param name="weight">Parameter offset of the scale.</param>
    /// <param name="input">Activation offset of the input of the normalisation.</param>
    /// <param name="statistics">Activation offset of its statistics.</param>
    /// <param name="gradient">Offset of the gradient: by the output before, by the input after.</param>
    public void RmsNorm(int features, ActivationKind activation, long weight, long input, long statistics, long gradient) =>
        NormBackward.Run(
            _pool, _state.Simd, _frame.Rows, features, NormKind.Rms, activation,
            Parameter(weight), null, Activation(input), Activation(statistics), Gradient(gradient),
            _scratch, Sink(weight), default);

    /// <summary>Back through an activation by itself; the gradient is overwritten in place.</summary>
    /// <param name="features">Features of a sample.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="input">Activation offset of the input of the activation.</param>
    /// <param name="gradient">Offset of the gradient: by the output before, by the input after.</param>
    public void Activate(int features, ActivationKind activation, long input, long gradient) =>
        ActivationBackward.Run(
            _pool, _state.Simd, _frame.Rows, features, activation, Activation(input), Gradient(gradient));

    /// <summary>Back through dropout: multiplies by the mask that Forward drew; the gradient is overwritten in place.</summary>
    /// <param name="features">Features of a sample.</param>
    /// <param name="rate">Probability of an element to become 0.</param>
    /// <param name="layer">Number of the layer among the model's dropout layers.</param>
    /// <param name="gradient">Offset of the gradient: by the output before, by the input after.</param>
    public void Dropout(int features, float rate, long layer, long gradient)
    {
        StepState step = _state.Step;
        if (!step.IsActive) return;
        ulong key = DropoutMask.Key(step.Seed, step.Step, (uint)layer);
        DropoutMask.Apply(_pool, _frame.Rows, features, rate, key, step.FirstSample, _frame.Samples, Gradient(gradient), Gradient(gradient));
    }

    /// <summary>Keeps the gradient by the sum of a residual, before the block inside it overwrites it.</summary>
    /// <param name="features">Features of a sample.</param>
    /// <param name="gradient">Offset of the gradient.</param>
    /// <param name="kept">Offset of the region that keeps it.</param>
    public void KeepGradient(int features, long gradient, long kept) =>
        ResidualSum.Copy(_pool, _state.Simd, _frame.Rows, features, Gradient(gradient), Gradient(kept));

    /// <summary>Adds the gradient that a residual kept to that by the input of its block.</summary>
    /// <param name="features">Features of a sample.</param>
    /// <param name="kept">Offset of the region that keeps it.</param>
    /// <param name="gradient">Offset of the gradient by the input of the block.</param>
    public void AddGradient(int features, long kept, long gradient) =>
        ResidualSum.Add(_pool, _state.Simd, _frame.Rows, features, Gradient(kept), Gradient(gradient));

    /// <summary>
    /// Back through the weighted sum of a mixture: the gradients by the experts' results go to their rows in the arena; those by the weights,
    /// with the gradients of the auxiliary losses, become the gradient by the router's logits.
    /// </summary>
    /// <param name="outputs">Output features.</param>
    /// <param name="mixture">Number of the mixture among the model's.</param>
    /// <param name="arena">Activation offset of the arena.</param>
    /// <param name="results">Offset of the experts' results inside the arena.</param>
    /// <param name="gradients">Offset of the arena's regions of gradients; the first one takes the gradients by the results.</param>
    /// <param name="outputGradient">Offset of the gradient by the output.</param>
    /// <param name="logitGradient">Offset of the region for the gradient by the logits.</param>
    public void Combine(int outputs, long mixture, long arena, long results, long gradients, long outputGradient, long logitGradient)
    {
        MixtureState state = _state.Mixtures[(int)mixture];
        Routing routing = state.Routing;
        if (routing.Rows == 0) return;
        MixtureOptions options = state.Info.Options;
        double share = (double)_auxiliaryScale / routing.Rows;
        PassFrame slots = _frame.Arena(arena, gradients, routing.TopK);
        ExpertGradient.Run(
            _pool, _state.Simd, &routing, outputs, slots.ActivationLines(results), _frame.GradientLines(outputGradient), slots.GradientLines(0),
            (float)(share * options.GluingPenalty), options.DetachGates);
        RouterGradient.Run(
            _pool, &routing, share * options.LoadBalance * routing.Experts, share * options.RouterZLoss, _frame.GradientLines(logitGradient));
    }

    /// <summary>Back through the product of a router; the experts' part of the input gradient is added later.</summary>
    /// <param name="inputs">Input features.</param>
    /// <param name="mixture">Number of the mixture among the model's.</param>
    /// <param name="input">Activation offset of the input.</param>
    /// <param name="weight">Parameter offset of the router's weight.</param>
    /// <param name="bias">Parameter offset of its bias.</param>
    /// <param name="logitGradient">Offset of the gradient by the logits.</param>
    /// <param name="inputGradient">Offset of the region for the gradient by the input, or <see cref="None"/>.</param>
    public void Route(int inputs, long mixture, long input, long weight, long bias, long logitGradient, long inputGradient) =>
        Linear(inputs, _state.Mixtures[(int)mixture].Info.Experts, input, weight, bias, logitGradient, inputGradient);

    /// <summary>
    /// Back through the experts, each over the rows that were routed to it, perhaps none; their offsets count from the start of the arena, and those
    /// of their gradients from the start of the arena's regions.
    /// </summary>
    /// <param name="mixture">Number of the mixture among the model's.</param>
    /// <param name="arena">Activation offset of the arena.</param>
    /// <param name="gradients">Offset of the arena's regions of gradients.</param>
    /// <param name="needsInputGradient">Whether the gradient by the mixture's input is wanted.</param>
    /// <param name="first">Where the first expert's parameters and layers are.</param>
    /// <param name="expert">Runs one expert.</param>
    public void Experts(long mixture, long arena, long gradients, bool needsInputGradient, in ExpertPlaces first, ExpertBackward expert)
    {
        MixtureState state = _state.Mixtures[(int)mixture];

        // The mixtures inside an expert share their regions of gradients, which lie elsewhere for other numbers of experts a row: two experts may not be in
        // different ones of them at a time.
        int most = first.MixtureStride > 1 ? 1 : _state.ScratchAreas;
        int teams = Math.Min(most, ExpertTeams.Choose(state.Loads, _pool.ThreadCount, in first));
        var job = new Job
        {
            Pass = this,
            Pool = teams == 1 ? _pool : WorkerPool.Alone,
            State = state,
            Arena = arena,
            Gradients = gradients,
            First = first,
            NeedsInputGradient = needsInputGradient,
            Expert = expert,
            IsAlone = teams == 1,
        };
        ExpertTeams.Run(_pool, state, teams, &Run, Unsafe.AsPointer(ref job));
    }

    /// <summary>Adds the gradients by the experts' inputs to that by the mixture's, which holds the router's part.</summary>
    /// <param name="inputs">Input features.</param>
    /// <param name="mixture">Number of the mixture among the model's.</param>
    /// <param name="gradients">Offset of the arena's regions of gradients.</param>
    /// <param name="expertGradient">The one among them, as an offset inside the arena, that holds the gradients by the experts' inputs.</param>
    /// <param name="inputGradient">Offset of the gradient by the mixture's input.</param>
    public void AddExperts(int inputs, long mixture, long gradients, long expertGradient, long inputGradient)
    {
        MixtureState state = _state.Mixtures[(int)mixture];
        Routing routing = state.Routing;
        PanelLines slots = _frame.Arena(0, gradients, routing.TopK).GradientLines(expertGradient);
        ExpertRows.Add(_pool, _state.Simd, &routing, inputs, slots, _frame.GradientLines(inputGradient));
    }

    /// <summary>Copies the gradient by the model's input out, if it is wanted.</summary>
    /// <param name="features">Features of the model's input.</param>
    /// <param name="gradient">Offset of the gradient, or <see cref="None"/>.</param>
    public void InputGradient(int features, long gradient)
    {
        if (gradient != None) PanelCopy.ToRows(Gradient(gradient), features, _state.Batch, _inputGradient);
    }

    /// <summary>Ends the optimizer's step, if the pass took one, and gives the memory back.</summary>
    public void Dispose()
    {
        _step?.End();
        _activations.Dispose();
        _gradients.Dispose();
        _parameters.Dispose();
        _state.Exit();
    }

    private static BackwardPass Begin<TModel>(
        TensorSet parameters, Gradients<TModel>? gradients, OptimizerStep? step, Workspace<TModel> workspace,
        ReadOnlySpan<float> outputGradient, Span<float> inputGradient, bool accumulate, float auxiliaryScale)
        where TModel : class, IModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(workspace);
        WorkspaceState state = workspace.State;
        state.Enter();
        BufferLease parameterLease = default, gradientLease = default, activationLease = default;
        try
        {
            state.CheckBackward(parameters, outputGradient, inputGradient, auxiliaryScale);
            parameterLease = parameters.Buffer.Lease(parameters);
            if (gradients is not null) gradientLease = gradients.Buffer.Lease(gradients);
            activationLease = state.Activations.Lease(workspace);

            // Gradients are formed in float32, and what does not fit it leaves nothing finite.
            bool finite = state.ForwardIsFinite && (auxiliaryScale == 0 || float.IsFinite((float)(auxiliaryScale * state.AuxiliaryLoss))) && TensorPrimitives.IsFiniteAll(outputGradient);
            step?.Begin(parameterLease.Pointer, finite, state.Pool.ThreadCount);
            state.BeginBackward();
            gradients?.NotePass(finite, accumulate);
            var frame = PassFrame.Whole(activationLease.Pointer, state.Capacity, state.Batch);
            return new BackwardPass(state, state.Pool, state.Scratch(activationLease, 0), parameterLease, gradientLease, activationLease, step, inputGradient, accumulate, auxiliaryScale, frame);
        }
        catch
        {
            activationLease.Dispose();
            gradientLease.Dispose();
            parameterLease.Dispose();
            state.Exit();
            throw;
        }
    }

    private static void Run(void* context, int expert, int team)
    {
        ref Job job = ref Unsafe.AsRef<Job>(context);
        ref readonly BackwardPass whole = ref job.Pass;
        int first = job.State.Routing.Starts[expert];
        PassFrame rows = whole._frame.Arena(job.Arena, job.Gradients, job.State.Info.TopK)
            .Window(first, job.State.Routing.Count(expert), job.State.Routing.Samples + first);
        float* scratch = job.IsAlone ? whole._scratch : whole._state.Scratch(whole._activations, team);
        var pass = new BackwardPass(
            whole._state, job.Pool, scratch, whole._parameters, whole._gradients, whole._activations, whole._step, whole._inputGradient,
            whole._accumulate, whole._auxiliaryScale, rows);
        job.Expert(in pass, job.First.Of(expert), job.NeedsInputGradient);
    }

    private GradientSink Sink(long offset) => _step is null
        ? new GradientSink(_gradients.Pointer + offset, _accumulate, CoreTuning.Current.Streams(_state.Info.PackedLength))
        : new GradientSink(_step.Sink, offset);

    private float* Parameter(long offset) => _parameters.Pointer + offset;

    private float* Activation(long offset) => _frame.Activation(offset);

    private float* Gradient(long offset) => _frame.Gradient(offset);

    /// <summary>What the runs of experts share; it lies on the stack of the thread that waits for them all.</summary>
    private ref struct Job
    {
        public BackwardPass Pass;
        public WorkerPool Pool;
        public MixtureState State;
        public long Arena;
        public long Gradients;
        public ExpertPlaces First;
        public bool NeedsInputGradient;
        public ExpertBackward Expert;
        public bool IsAlone;
    }
}

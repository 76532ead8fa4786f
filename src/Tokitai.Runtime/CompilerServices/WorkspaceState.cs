using System;
using System.Linq;
using System.Threading;
using Tokitai.Kernels;
using Tokitai.Memory;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.CompilerServices;

/// <summary>
/// What <see cref="Workspace{TModel}"/> holds, without the type of the model: the memory of a pass and where the pass stands.
/// </summary>
internal sealed unsafe class WorkspaceState
{
    /// <summary>Kernels count the floats of a panel of activations, 16 a sample, in 32 bits.</summary>
    private const int BatchLimit = 1 << 26;

    private readonly long _features;
    private readonly long _scratchFloats;
    private int _entered;
    private TensorSet? _beginningParameters;
    private TensorSet? _pendingParameters;
    private StepState _nextStep = StepState.Inactive;

    public WorkspaceState(ModelInfo info, int maxBatch, bool training)
    {
        if (maxBatch < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(maxBatch), maxBatch, "A workspace needs room for at least one sample.");
        }

        int largest = LargestBatch(info);
        if (maxBatch > largest)
        {
            throw new ArgumentOutOfRangeException(
                nameof(maxBatch), maxBatch, $"A workspace of {info.Name} ({info.InputSize} inputs, {info.OutputSize} outputs) takes at most {largest} samples.");
        }

        Info = info;
        MaxBatch = maxBatch;
        IsTraining = training;
        Capacity = PackedLayout.BatchStride(maxBatch);
        _features = training ? info.Workspace.TrainingFeatures : info.Workspace.InferenceFeatures;
        int widest = info.Workspace.WidestLayer;
        _scratchFloats = training ? Math.Max(LinearInputGradient.ScratchLength(widest, maxBatch), NormBackward.ScratchLength(widest, maxBatch)) : 0;
        int experts = info.Mixtures.Select(mixture => mixture.Experts).DefaultIfEmpty(1).Max();
        ScratchAreas = Math.Min(experts, WorkerPool.Shared.ThreadCount);
        Activations = AlignedBuffer.Allocate(checked((_features * Capacity) + (_scratchFloats * ScratchAreas)));
        Output = new float[maxBatch * info.OutputSize];
        Mixtures = [.. info.Mixtures.Select((mixture, number) => new MixtureState(mixture, number, maxBatch))];
    }

    public ModelInfo Info { get; }

    public int MaxBatch { get; }

    public bool IsTraining { get; }

    /// <summary>Floats that one feature takes: the batch stride of the largest batch.</summary>
    public int Capacity { get; }

    /// <summary>Experts of a mixture that may go back side by side, since each needs a scratch of its own; 1 without mixtures.</summary>
    public int ScratchAreas { get; }

    /// <summary>Activations, then gradients, then the scratch of kernels.</summary>
    public AlignedBuffer Activations { get; }

    /// <summary>
    /// The result of Forward. Managed memory: the span that a caller holds keeps it alive, whatever happens to the workspace.
    /// </summary>
    public float[] Output { get; }

    /// <summary>The mixtures in the order of execution.</summary>
    public MixtureState[] Mixtures { get; }

    public WorkerPool Pool { get; set; } = WorkerPool.Shared;

    public SimdLevel Simd { get; set; } = SimdDispatch.Level;

    /// <summary>Whether encodings pass on what they get, as their gradient has it: finite differences would see jumps.</summary>
    public bool TakesEncodingsAsIdentity { get; set; }

    /// <summary>Samples of the pass that runs, or ran last.</summary>
    public int Batch { get; private set; }

    /// <summary>What is drawn in training alone is keyed by this; of the pass that runs, or ran last.</summary>
    public StepState Step { get; private set; }

    /// <summary>Samples of the last Forward; 0 if none has run, or if it has ended with an exception.</summary>
    public int FinishedBatch { get; private set; }

    /// <summary>Whether the first layer with parameters has yet to read its input in a pass that Backward may follow.</summary>
    public bool AwaitsFirstLayer { get; private set; }

    /// <summary>Activation offset of what the first layer with parameters read in the last Forward; values before it lie in front. -1 before that layer.</summary>
    public long FirstLayerInput { get; private set; }

    /// <summary>
    /// Whether the result of the last Forward holds neither NaN nor infinity, and neither does what its first layer with parameters read, or a residual carried past that
    /// layer: a function that saturates hides an infinity of the input, which would still be multiplied into the gradient of a weight.
    /// </summary>
    public bool ForwardIsFinite { get; private set; }

    /// <summary>Losses that arose inside the network in the last Forward; 0 if it has ended with an exception.</summary>
    public double AuxiliaryLoss
    {
        get
        {
            if (FinishedBatch == 0) return 0;
            double sum = 0;
            foreach (MixtureState mixture in Mixtures) sum += mixture.Losses.Total;
            return sum;
        }
    }

    /// <summary>Memory for kernels.</summary>
    /// <param name="activations">The workspace.</param>
    /// <param name="area">Which of the <see cref="ScratchAreas"/>.</param>
    public float* Scratch(BufferLease activations, int area) => activations.Pointer + (_features * Capacity) + (area * _scratchFloats);

    /// <summary>Decides what the next passes draw; a pass that waits for its Backward keeps what it has drawn.</summary>
    public void BeginStep(StepState step) => _nextStep = step;

    /// <summary>Marks the workspace as used by this thread's pass.</summary>
    public void Enter()
    {
        if (Interlocked.Exchange(ref _entered, 1) != 0)
        {
            throw new InvalidOperationException(
                $"Another pass of {Info.Name} is running on this workspace: give each thread a workspace of its own.");
        }
    }

    public void Exit() => Volatile.Write(ref _entered, 0);

    /// <summary>Checks the input of Forward and returns its number of samples.</summary>
    public int CheckInput(ReadOnlySpan<float> input)
    {
        if (input.Length % Info.InputSize != 0)
        {
            throw new ArgumentException(
                $"The input has {input.Length} values, which is no multiple of {Info.Name}'s input size {Info.InputSize}.", nameof(input));
        }

        int batch = input.Length / Info.InputSize;
        if (batch == 0 || batch > MaxBatch)
        {
            throw new ArgumentException(
                $"The input has {batch} samples; this workspace takes 1 to {MaxBatch}.", nameof(input));
        }

        return batch;
    }

    public void BeginForward(TensorSet parameters, int batch)
    {
        // The pass counts only when it has ended: after an exception there is nothing to go back through.
        _pendingParameters = null;
        FinishedBatch = 0;
        _beginningParameters = parameters;
        Batch = batch;
        AwaitsFirstLayer = IsTraining;
        FirstLayerInput = -1;
        ForwardIsFinite = true;
        Step = _nextStep;
        _nextStep = _nextStep.After(batch);
        foreach (MixtureState mixture in Mixtures) mixture.Begin(batch);
    }

    /// <summary>Holds what the routers chose in the last Forward for the next ones, or lets go of it; finite differences hold the selection fixed.</summary>
    public void HoldRouting(bool isHeld)
    {
        foreach (MixtureState mixture in Mixtures) mixture.Hold(isHeld);
    }

    /// <summary>Notes what the first layer with parameters reads.</summary>
    public void BeginFirstLayer(long input, bool isFinite)
    {
        AwaitsFirstLayer = false;
        FirstLayerInput = input;
        ForwardIsFinite = isFinite;
    }

    /// <summary>Notes a value from before the first layer with parameters that a residual carries past it.</summary>
    public void NoteCarried(bool isFinite) => ForwardIsFinite &= isFinite;

    public void EndForward(bool outputIsFinite)
    {
        ForwardIsFinite &= outputIsFinite;
        FinishedBatch = Batch;
        if (IsTraining) _pendingParameters = _beginningParameters;
        _beginningParameters = null;
    }

    public void CheckBackward(
        TensorSet parameters, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> inputGradient, float auxiliaryScale)
    {
        if (!IsTraining)
        {
            throw new InvalidOperationException(
                $"This workspace of {Info.Name} was made with training: false: it keeps nothing for Backward.");
        }

        if (_pendingParameters is null)
        {
            throw new InvalidOperationException(
                $"There is no forward pass of {Info.Name} to go back through on this workspace: each Backward needs a Forward of its own.");
        }

        if (!ReferenceEquals(_pendingParameters, parameters))
        {
            throw new InvalidOperationException(
                $"The forward pass on this workspace was run by another {Info.Name} than this one.");
        }

        if (outputGradient.Length != Batch * Info.OutputSize)
        {
            throw new ArgumentException(
                $"The output gradient has {outputGradient.Length} values; {Batch} samples of {Info.OutputSize} outputs need {Batch * Info.OutputSize}.",
                nameof(outputGradient));
        }

        if (!inputGradient.IsEmpty && inputGradient.Length != Batch * Info.InputSize)
        {
            throw new ArgumentException(
                $"The input gradient has {inputGradient.Length} values; {Batch} samples of {Info.InputSize} inputs need {Batch * Info.InputSize}.",
                nameof(inputGradient));
        }

        if (!float.IsFinite(auxiliaryScale))
        {
            throw new ArgumentException($"The auxiliary scale is {auxiliaryScale}: it must be finite.", nameof(auxiliaryScale));
        }
    }

    public void BeginBackward() => _pendingParameters = null;

    private static int LargestBatch(ModelInfo info)
    {
        int largest = Math.Min(BatchLimit / info.Workspace.RowsPerSample, Array.MaxLength / Math.Max(info.OutputSize, info.InputSize));
        return info.Mixtures.Select(MixtureState.LargestBatch).Append(largest).Min();
    }
}

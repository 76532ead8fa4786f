using Tokitai.Threading;

namespace Tokitai.Optimizers;

/// <summary>
/// One step of an optimizer after the other: whether it measures the norm of its gradients, what it multiplies them by, whether it
/// is skipped, and where a pass sends gradients meanwhile. A step is begun, then measures if it has to, then updates unless it is
/// skipped, and is ended.
/// </summary>
internal sealed unsafe class OptimizerStep(ModelInfo info, OptimizerRule rule)
{
    private GradientTiles? _tiles;
    private float _maxGradientNorm = float.PositiveInfinity;
    private bool _runs;

    /// <summary>Bound of the norm; infinite where none is measured.</summary>
    public float MaxGradientNorm
    {
        get => _maxGradientNorm;
        set
        {
            // Here, so that no step allocates.
            if (!float.IsPositiveInfinity(value)) _tiles ??= new GradientTiles(info);
            _maxGradientNorm = value;
        }
    }

    /// <summary>The norm that the last step found, or NaN.</summary>
    public double GradientNorm { get; private set; } = double.NaN;

    public long SkippedSteps { get; private set; }

    public bool LastStepSkipped { get; private set; }

    /// <summary>Whether the step needs the norm of its gradients now.</summary>
    public bool Measures { get; private set; }

    /// <summary>Whether the step changes parameters now.</summary>
    public bool Updates { get; private set; }

    /// <summary>Whether a pass without a gradient buffer runs for the second time, after it has measured.</summary>
    public bool RunsAgain { get; private set; }

    /// <summary>What takes gradients now.</summary>
    public UpdateRule Sink => Updates ? rule : Measures ? _tiles! : DiscardedGradients.Instance;

    /// <summary>Holds what the step needs and decides how it starts.</summary>
    /// <param name="parameters">First float of the packed parameters; the caller keeps them alive until <see cref="End"/>.</param>
    /// <param name="finite">Whether the passes of the step were finite.</param>
    /// <param name="threads">Threads that share the work of the step.</param>
    public void Begin(float* parameters, bool finite, int threads)
    {
        rule.BeginStep(parameters, threads);
        _runs = false;
        RunsAgain = false;
        GradientNorm = double.NaN;
        LastStepSkipped = false;
        if (!finite)
        {
            Skip();
        }
        else if (float.IsPositiveInfinity(_maxGradientNorm))
        {
            Update(1);
        }
        else
        {
            _tiles!.Clear(rule.Simd);
            Measures = true;
        }
    }

    /// <summary>Measures the norm of gradients that lie in memory.</summary>
    /// <param name="pool">The threads that work.</param>
    /// <param name="gradients">First float of the packed gradients.</param>
    public void Measure(WorkerPool pool, float* gradients)
    {
        _tiles!.Measure(pool, rule.Simd, gradients);
        EndMeasuring();
    }

    /// <summary>Whether a pass without a gradient buffer has to run (again).</summary>
    /// <param name="needsInputGradient">Whether its caller wants the gradient by the input, which a skipped step owes, too.</param>
    public bool NextRun(bool needsInputGradient)
    {
        if (_runs)
        {
            if (!Measures) return false;
            EndMeasuring();
            RunsAgain = true;
        }

        _runs = true;
        return !LastStepSkipped || needsInputGradient;
    }

    /// <summary>Gives back what the step holds.</summary>
    public void End()
    {
        Measures = false;
        Updates = false;
        rule.EndStep();
    }

    private void EndMeasuring()
    {
        Measures = false;
        GradientNorm = _tiles!.Norm;
        if (double.IsFinite(GradientNorm)) Update(GradientClip.ScaleFor(GradientNorm, _maxGradientNorm));
        else Skip();
    }

    private void Update(float scale)
    {
        rule.BeginUpdate(scale);
        Updates = true;
    }

    private void Skip()
    {
        LastStepSkipped = true;
        SkippedSteps++;
    }
}

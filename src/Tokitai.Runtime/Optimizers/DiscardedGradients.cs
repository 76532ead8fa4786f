namespace Tokitai.Optimizers;

/// <summary>Takes gradients and drops them: a skipped step still owes its caller the gradient of the model's input.</summary>
internal sealed unsafe class DiscardedGradients : UpdateRule
{
    public static readonly DiscardedGradients Instance = new();

    private DiscardedGradients()
    {
    }

    public override void Update(long offset, long length, float* gradient, TensorKind kind, Lookahead ahead)
    {
    }
}

namespace Tokitai;

/// <summary>An activation layer of a model; it has no parameters. Made by generated code; see <see cref="ActivateAttribute"/>.</summary>
public readonly struct Activate
{
    internal Activate(ActivationKind activation) => Activation = activation;

    /// <summary>The function.</summary>
    public ActivationKind Activation { get; }
}

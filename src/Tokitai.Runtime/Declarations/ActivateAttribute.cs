using System;

namespace Tokitai;

/// <summary>
/// An activation function as a layer of its own, on a partial property of type <see cref="Activate"/>. Right behind a norm it is fused
/// with it, as the facet of a linear layer would be.
/// </summary>
/// <param name="activation">The function; not <see cref="ActivationKind.None"/>.</param>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class ActivateAttribute(ActivationKind activation) : Attribute
{
    /// <summary>The function.</summary>
    public ActivationKind Activation { get; } = activation;
}

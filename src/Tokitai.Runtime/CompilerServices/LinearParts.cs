using System;
using System.ComponentModel;

namespace Tokitai.CompilerServices;

/// <summary>Infrastructure: which optional tensors a linear layer has, beside its weight.</summary>
[Flags]
[EditorBrowsable(EditorBrowsableState.Never)]
public enum LinearParts
{
    /// <summary>The weight alone.</summary>
    None = 0,

    /// <summary>A bias follows the weight.</summary>
    Bias = 1,

    /// <summary>The weight and bias of a layer normalisation follow.</summary>
    LayerNorm = 2,

    /// <summary>The weight of a root mean square normalisation follows.</summary>
    RmsNorm = 4,
}

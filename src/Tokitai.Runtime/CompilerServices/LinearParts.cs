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

    /// <summary>A norm's weight and bias follow.</summary>
    Norm = 2,
}

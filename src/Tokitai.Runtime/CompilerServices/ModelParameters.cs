using System;
using System.ComponentModel;
using Tokitai.Initialization;
using Tokitai.Threading;

namespace Tokitai.CompilerServices;

/// <summary>Infrastructure: generated constructors take their parameters here.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ModelParameters
{
    /// <summary>
    /// Makes freshly drawn parameters: linear weights and biases uniform in <c>±1/sqrt(inputs)</c>, norm weights 1, norm biases 0.
    /// </summary>
    /// <param name="info">The model.</param>
    /// <param name="seed">Decides every value, together with the tensor's and the element's index.</param>
    public static TensorSet Create(ModelInfo info, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(info);

        // The model itself: its users never made a set of tensors.
        var parameters = new TensorSet(info, info.Name);
        ParameterFill.Run(parameters, seed, WorkerPool.Shared);
        return parameters;
    }
}

using System.ComponentModel;

namespace Tokitai.CompilerServices;

/// <summary>Infrastructure: generated constructors take their parameters here.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ModelParameters
{
    /// <summary>Makes freshly drawn parameters.</summary>
    /// <param name="info">The model.</param>
    /// <param name="seed">Decides every value, together with the tensor's and the element's index.</param>
    public static TensorSet Create(ModelInfo info, ulong seed)
    {
        var parameters = new TensorSet(info);
        return parameters;
    }
}

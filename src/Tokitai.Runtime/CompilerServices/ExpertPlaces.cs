using System.ComponentModel;

namespace Tokitai.CompilerServices;

/// <summary>Infrastructure: where an expert's parameters, layers and activations are, and how far the next expert's lie behind them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct ExpertPlaces
{
    /// <summary>Parameter offset of the expert.</summary>
    public long Parameters { get; init; }

    /// <summary>Floats from one expert's parameters to the next.</summary>
    public long ParameterStride { get; init; }

    /// <summary>Number of the expert's first dropout layer among the model's.</summary>
    public long Dropouts { get; init; }

    /// <summary>Dropout layers of an expert.</summary>
    public long DropoutStride { get; init; }

    /// <summary>Number of the expert's first mixture among the model's.</summary>
    public long Mixtures { get; init; }

    /// <summary>Mixtures of an expert.</summary>
    public long MixtureStride { get; init; }

    /// <summary>Offset of the expert's activations inside the arena; the same for all experts, which own different rows.</summary>
    public long Activations { get; init; }

    /// <summary>Linear layers of an expert, those of mixtures inside it left out.</summary>
    public long LinearLayers { get; init; }

    /// <summary>The places of another expert, seen from the first one's.</summary>
    /// <param name="expert">Its number.</param>
    internal ExpertPlaces Of(int expert) => this with
    {
        Parameters = Parameters + (expert * ParameterStride),
        Dropouts = Dropouts + (expert * DropoutStride),
        Mixtures = Mixtures + (expert * MixtureStride),
    };
}

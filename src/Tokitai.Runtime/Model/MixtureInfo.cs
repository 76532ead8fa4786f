using Tokitai.CompilerServices;

namespace Tokitai;

/// <summary>One mixture of experts of a model; those inside repeated blocks and inside experts count one by one.</summary>
public sealed class MixtureInfo
{
    internal MixtureInfo(string name, int experts, int topK, MixtureOptions options)
    {
        Name = name;
        Experts = experts;
        TopK = topK;
        Options = options;
    }

    /// <summary>Path of the mixture, such as <c>blocks.3.experts</c>.</summary>
    public string Name { get; }

    /// <summary>Number of experts.</summary>
    public int Experts { get; }

    /// <summary>Number of experts that a sample is routed to.</summary>
    public int TopK { get; }

    /// <summary>What the attribute says beside these numbers.</summary>
    internal MixtureOptions Options { get; }

    /// <summary>Path and numbers, such as <c>experts: 2 of 4</c>.</summary>
    public override string ToString() => $"{Name}: {TopK} of {Experts}";
}

namespace Tokitai.Generators.Parsing;

/// <summary>A mixture of experts: a router, and copies of a block of which it chooses some for each sample.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Header">Modifiers and type.</param>
/// <param name="Accessors">Further accessors.</param>
/// <param name="Count">Number of experts.</param>
/// <param name="TopK">Number of experts that a sample is routed to.</param>
/// <param name="Renormalize">Whether their weights are scaled to a sum of 1.</param>
/// <param name="LoadBalance">Factor of the balancing loss.</param>
/// <param name="RouterZLoss">Factor of the loss on the logits' size.</param>
/// <param name="RouterNoise">Standard deviation of the noise on the logits.</param>
/// <param name="GluingPenalty">Factor of the penalty on disagreement.</param>
/// <param name="DetachGates">Whether the penalty's weights count as constants.</param>
/// <param name="Block">Metadata name of the experts' class.</param>
/// <param name="BlockFullName">Name of the experts' class with <c>global::</c>.</param>
internal sealed record MixtureDeclaration(
    string Name, string Header, string Accessors, int Count, int TopK, bool Renormalize, float LoadBalance, float RouterZLoss, float RouterNoise,
    float GluingPenalty, bool DetachGates, string Block, string BlockFullName)
    : BlockUseDeclaration(Name, Header, Accessors, Count, false, Block, BlockFullName)
{
    public override string CopyPath(int copy) => PathName + "." + Numbers.Text(copy);
}

using Tokitai.Generators.Diagnostics;
using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>Plans a mixture of experts around the plan of its expert.</summary>
internal static class MixturePlanner
{
    /// <summary>The most rows that a sample may take in an arena, the k of nested mixtures multiplied: kernels count rows in 32 bits.</summary>
    private const long MaxRowsPerSample = 1 << 16;

    /// <summary>Adds the mixture.</summary>
    /// <param name="state">The class around it.</param>
    /// <param name="mixture">The declaration.</param>
    /// <param name="expert">The plan of an expert.</param>
    /// <param name="block">Index of that plan.</param>
    public static void Mixture(ClassState state, MixtureDeclaration mixture, BlockPlan expert, int block)
    {
        long weightLength = (long)mixture.Count * state.Features;
        Check(state, mixture, expert, weightLength);
        long before = state.ParameterCount;
        string text = Describe(mixture, expert);

        // The router's gradient goes back to the region that the mixture's came from: the pair of regions is where it was.
        long routerFlops = 2 * weightLength;
        state.AddFlops(
            checked(routerFlops + (mixture.TopK * expert.ForwardFlops)), linearLayers: 0, checked(routerFlops + (mixture.TopK * expert.FirstLinearFlops)));
        long weight = state.TakeParameters(PackedSizes.Weight(mixture.Count, state.Features), weightLength);
        long bias = state.TakeParameters(PackedSizes.RoundUp(mixture.Count), mixture.Count);
        Place logits = state.TakeActivations(PackedSizes.RoundUp(mixture.Count));
        Place output = state.TakeActivations(PackedSizes.RoundUp(expert.Outputs));
        long input = PackedSizes.RoundUp(state.Features);
        var activations = new Place(PlaceOrigin.Arena, input, input);
        Place results = expert.Output.Origin == PlaceOrigin.Input
            ? new Place(PlaceOrigin.Arena, 0, 0)
            : activations.Plus(expert.Output.Training, expert.Output.Inference);
        Place arena = state.TakeActivations(
            checked(mixture.TopK * (input + expert.TrainingFeatures)), checked(mixture.TopK * (input + expert.InferenceFeatures)));
        var step = new MixtureStep(
            mixture.DisplayName, text, mixture, state.Features, expert.Outputs, block, weight, bias, state.PackedLength, expert.PackedLength,
            state.DropoutLayers, expert.DropoutLayers, state.Mixtures, expert.Mixtures, state.Value, logits, output, arena, activations, results);
        state.TakeExperts(expert, mixture.Count, mixture.TopK);
        state.Move(step, expert.Outputs, output);
        state.Rows.Add(new LayerRow(mixture.DisplayName, text, state.ParameterCount - before));
    }

    private static void Check(ClassState state, MixtureDeclaration mixture, BlockPlan expert, long weightLength)
    {
        if (expert.ParameterCount == 0)
        {
            throw new PlanException(Finding.OnMember(
                Ids.NoParameters, state.Type.MetadataName, mixture.DisplayName, $"The expert {expert.Name} of '{mixture.DisplayName}'"));
        }

        if (weightLength > int.MaxValue)
        {
            throw PlanException.TooLarge(
                state.Type, mixture, $"its router's weight [{Numbers.Text(mixture.Count)}, {Numbers.Text(state.Features)}] has {Numbers.Grouped(weightLength)} elements; the most is "
                + Numbers.Grouped(int.MaxValue));
        }

        long rows = mixture.TopK * expert.RowsPerSample;
        if (rows > MaxRowsPerSample)
        {
            throw PlanException.TooLarge(
                state.Type, mixture, $"a sample takes {Numbers.Grouped(rows)} rows in it; the most is {Numbers.Grouped(MaxRowsPerSample)}");
        }
    }

    private static string Describe(MixtureDeclaration mixture, BlockPlan expert)
    {
        string text = $"{Numbers.Text(mixture.TopK)} of {Numbers.Text(mixture.Count)} experts {expert.Name} {Numbers.Text(expert.Inputs)} -> {Numbers.Text(expert.Outputs)}";
        if (mixture.Renormalize) text += ", renormalized";
        if (mixture.LoadBalance > 0) text += ", load balance " + Numbers.Text(mixture.LoadBalance);
        if (mixture.RouterZLoss > 0) text += ", z-loss " + Numbers.Text(mixture.RouterZLoss);
        if (mixture.RouterNoise > 0) text += ", noise " + Numbers.Text(mixture.RouterNoise);
        if (mixture.GluingPenalty > 0) text += $", gluing {Numbers.Text(mixture.GluingPenalty)}{(mixture.DetachGates ? " with detached gates" : "")}";
        return text;
    }
}

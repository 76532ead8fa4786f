using Tokitai.Generators.Diagnostics;
using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>
/// Plans the layers that use no block: an attribute becomes one step or several. An activation right behind a norm is fused with it,
/// whether it is a facet or a layer of its own; dropout and encodings work in place unless they come first in their class.
/// </summary>
internal static class LayerPlanner
{
    private const float DefaultEpsilon = 1e-5f;

    public static void Linear(ClassState state, LinearDeclaration linear)
    {
        if (linear.In != 0 && linear.In != state.Features)
        {
            throw new PlanException(Finding.OnAttribute(
                Ids.InputMismatch, state.Type.MetadataName, linear.DisplayName, KnownNames.Linear, "In", linear.DisplayName, state.Type.DisplayName,
                Numbers.Text(linear.In), Numbers.Text(state.Features)));
        }

        long length = (long)linear.Outputs * state.Features;
        if (length > int.MaxValue)
        {
            throw PlanException.TooLarge(state.Type, linear, $"its weight [{linear.Outputs}, {state.Features}] has {Numbers.Grouped(length)} elements; the most is "
                + Numbers.Grouped(int.MaxValue));
        }

        string text = Describe(linear, state.Features);
        long before = state.ParameterCount;
        state.AddFlops(2 * length, 1, 2 * length);
        long weight = state.TakeParameters(PackedSizes.Weight(linear.Outputs, state.Features), length);
        long? bias = linear.Bias ? state.TakeParameters(PackedSizes.RoundUp(linear.Outputs), linear.Outputs) : null;
        Place product = state.TakeActivations(PackedSizes.RoundUp(linear.Outputs));
        state.Move(
            new LinearStep(linear.DisplayName, text, state.Features, linear.Outputs, weight, bias, state.Value, product), linear.Outputs, product);
        if (linear.Norm != NormKind.None) Norm(state, linear.DisplayName, text, linear.Norm, DefaultEpsilon);
        if (linear.Activation != ActivationKind.None) Activate(state, linear.DisplayName, text, text, linear.Activation);
        if (linear.Dropout > 0) Dropout(state, linear.DisplayName, text, linear.Dropout);
        state.Rows.Add(new LayerRow(linear.DisplayName, text, state.ParameterCount - before));
    }

    public static void Norm(ClassState state, NormDeclaration norm)
    {
        string text = $"{Describe(norm.Norm)} {Numbers.Text(state.Features)}";
        if (norm.Epsilon != DefaultEpsilon) text += $" with epsilon {Numbers.Text(norm.Epsilon)}";
        long before = state.ParameterCount;
        Norm(state, norm.DisplayName, text, norm.Norm, norm.Epsilon);
        state.Rows.Add(new LayerRow(norm.DisplayName, text, state.ParameterCount - before));
    }

    public static void Activate(ClassState state, ActivateDeclaration activate)
    {
        string text = $"{activate.Activation} {Numbers.Text(state.Features)}";
        string? fusedWith = state.Steps.Count > 0 && state.Steps[state.Steps.Count - 1] is NormStep { Activation: ActivationKind.None } norm ? norm.Name : null;
        string fusedText = fusedWith is null ? "" : $"{state.Steps[state.Steps.Count - 1].Text}, {activate.Activation} ({activate.DisplayName})";
        Activate(state, activate.DisplayName, text, fusedText, activate.Activation);
        state.Rows.Add(new LayerRow(activate.DisplayName, fusedWith is null ? text : $"{text}, fused with {fusedWith}", 0));
    }

    public static void Dropout(ClassState state, DropoutDeclaration dropout)
    {
        string text = $"Dropout {Numbers.Text(dropout.Rate)}";
        Dropout(state, dropout.DisplayName, text, dropout.Rate);
        state.Rows.Add(new LayerRow(dropout.DisplayName, text, 0));
    }

    public static void PadicEncoding(ClassState state, PadicEncodingDeclaration encoding)
    {
        int last = encoding.First + encoding.Count - 1;
        if (last >= state.Features)
        {
            throw new PlanException(Finding.OnAttribute(
                Ids.NoSuchFeatures, state.Type.MetadataName, encoding.DisplayName, KnownNames.PadicEncoding, "count", encoding.DisplayName, state.Type.DisplayName,
                Numbers.Text(encoding.First), Numbers.Text(last), Numbers.Text(state.Features), Numbers.Text(state.Features - 1)));
        }

        string text = $"PadicEncoding of features {Numbers.Text(encoding.First)} to {Numbers.Text(last)}, {Numbers.Text(encoding.Digits)} digits of base {Numbers.Text(encoding.Radix)}";
        Place output = InPlace(state);
        state.Move(
            new PadicEncodingStep(encoding.DisplayName, text, state.Features, encoding.First, encoding.Count, encoding.Radix, encoding.Digits, state.Value, output),
            state.Features, output);
        state.Rows.Add(new LayerRow(encoding.DisplayName, text, 0));
    }

    private static void Norm(ClassState state, string name, string text, NormKind norm, float epsilon)
    {
        long vector = PackedSizes.RoundUp(state.Features);
        long weight = state.TakeParameters(vector, state.Features);
        long? bias = norm == NormKind.Layer ? state.TakeParameters(vector, state.Features) : null;
        Place statistics = state.TakeActivations(PackedSizes.PanelRows);
        Place output = state.TakeActivations(vector);
        state.Move(
            new NormStep(name, text, state.Features, norm, epsilon, ActivationKind.None, weight, bias, state.Value, statistics, output), state.Features, output);
    }

    private static void Activate(ClassState state, string name, string text, string fusedText, ActivationKind activation)
    {
        if (state.Steps.Count > 0 && state.Steps[state.Steps.Count - 1] is NormStep { Activation: ActivationKind.None } norm)
        {
            state.ReplaceLast(norm with { Activation = activation, Text = fusedText });
            return;
        }

        Place output = state.TakeActivations(PackedSizes.RoundUp(state.Features));
        state.Move(new ActivateStep(name, text, state.Features, activation, state.Value, output), state.Features, output);
    }

    private static void Dropout(ClassState state, string name, string text, float rate)
    {
        Place output = InPlace(state);
        state.Move(new DropoutStep(name, text, state.Features, rate, state.TakeDropoutLayer(), state.Value, output), state.Features, output);
    }

    /// <summary>No step needs its own result in Backward; but the input of a class belongs to others.</summary>
    private static Place InPlace(ClassState state) => state.Steps.Count > 0 ? state.Value : state.TakeActivations(PackedSizes.RoundUp(state.Features));

    private static string Describe(LinearDeclaration linear, int inputs)
    {
        string text = $"Linear {Numbers.Text(inputs)} -> {Numbers.Text(linear.Outputs)}";
        if (!linear.Bias) text += " without bias";
        if (linear.Norm != NormKind.None) text += ", " + Describe(linear.Norm);
        if (linear.Activation != ActivationKind.None) text += ", " + linear.Activation;
        if (linear.Dropout > 0) text += ", Dropout " + Numbers.Text(linear.Dropout);
        return text;
    }

    private static string Describe(NormKind norm) => norm == NormKind.Rms ? "RmsNorm" : "LayerNorm";
}

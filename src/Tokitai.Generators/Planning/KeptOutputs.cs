namespace Tokitai.Generators.Planning;

/// <summary>Where a training workspace keeps the outputs of copies whose activations it does not keep.</summary>
/// <param name="First">Offset of the base copy's output.</param>
/// <param name="Stride">From one copy's output to the next.</param>
/// <param name="Copies">Number of copies that share one memory for their activations.</param>
internal sealed record KeptOutputs(long First, long Stride, int Copies);

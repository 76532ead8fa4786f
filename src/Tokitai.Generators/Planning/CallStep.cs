namespace Tokitai.Generators.Planning;

/// <summary>One copy of a block, or several equal ones in a loop.</summary>
/// <param name="Name">The member.</param>
/// <param name="FirstCopy">Number of the first copy.</param>
/// <param name="Copies">How many copies this step runs; above 1 it is a loop.</param>
/// <param name="Block">Index of the block's plan in the model.</param>
/// <param name="Parameters">Offset of the first copy's parameters.</param>
/// <param name="ParameterStride">From one copy's parameters to the next.</param>
/// <param name="Input">Input of the first copy.</param>
/// <param name="BaseCopy">Number of the copy that <paramref name="Base"/> belongs to.</param>
/// <param name="Base">Activations of that copy; later ones lie behind it.</param>
/// <param name="Stride">From one copy's activations to the next (training), and from one arena to the other (inference).</param>
/// <param name="BlockOutput">The block's output inside its activations.</param>
internal sealed record CallStep(
    string Name, int FirstCopy, int Copies, int Block, long Parameters, long ParameterStride,
    Place Input, int BaseCopy, Place Base, CopyStride Stride, Place BlockOutput) : Step(Name)
{
    /// <summary>Where the activations of a copy lie.</summary>
    public Place Activations(long copy) => Base.Plus((copy - BaseCopy) * Stride.Training, (copy - BaseCopy) % 2 * Stride.Inference);

    /// <summary>Where the output of a copy lies.</summary>
    public Place Output(long copy) => Activations(copy).Plus(BlockOutput.Training, BlockOutput.Inference);
}

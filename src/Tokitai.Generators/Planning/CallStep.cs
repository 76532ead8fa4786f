namespace Tokitai.Generators.Planning;

/// <summary>One copy of a block, or several equal ones in a loop.</summary>
/// <param name="Name">The member.</param>
/// <param name="Text">The member in words.</param>
/// <param name="IsIndexed">Whether the copies are numbered, in comments and in the names of parameters.</param>
/// <param name="IsResidual">Whether each copy adds its input to its result, in the result's place.</param>
/// <param name="FirstCopy">Number of the first copy.</param>
/// <param name="Copies">How many copies this step runs; above 1 it is a loop.</param>
/// <param name="Block">Index of the block's plan in the model.</param>
/// <param name="Parameters">Offset of the first copy's parameters.</param>
/// <param name="ParameterStride">From one copy's parameters to the next.</param>
/// <param name="Dropouts">Number of the first copy's first dropout layer.</param>
/// <param name="DropoutStride">Dropout layers of a copy.</param>
/// <param name="Mixtures">Number of the first copy's first mixture of experts.</param>
/// <param name="MixtureStride">Mixtures of a copy.</param>
/// <param name="Input">Input of the first copy.</param>
/// <param name="BaseCopy">Number of the copy that <paramref name="Base"/> belongs to.</param>
/// <param name="Base">Activations of that copy; later ones lie behind it.</param>
/// <param name="Stride">From one copy's activations to the next (training), and from one arena to the other (inference).</param>
/// <param name="BlockOutput">The block's output inside its activations.</param>
/// <param name="Kept">
/// Where copies run again on the way back: what a training workspace keeps of them, since they share one memory for their activations there. Null where each has
/// its own.
/// </param>
internal sealed record CallStep(
    string Name, string Text, bool IsIndexed, bool IsResidual, int FirstCopy, int Copies, int Block, long Parameters, long ParameterStride,
    long Dropouts, long DropoutStride, long Mixtures, long MixtureStride, Place Input, int BaseCopy, Place Base, CopyStride Stride, Place BlockOutput, KeptOutputs? Kept) : Step(Name, Text)
{
    public override bool HasParameters => ParameterStride > 0;

    /// <summary>Where the activations of a copy lie.</summary>
    public Place Activations(long copy) => Base.Plus((copy - BaseCopy) * Stride.Training, (copy - BaseCopy) % 2 * Stride.Inference);

    /// <summary>Where the block leaves its result.</summary>
    public Place Result(long copy) => Activations(copy).Plus(BlockOutput.Training, BlockOutput.Inference);

    /// <summary>Where the output of a copy lies: the result, or what is kept of it.</summary>
    public Place Output(long copy) => Kept is null ? Result(copy) : Result(copy) with { Training = Kept.First + ((copy - BaseCopy) * Kept.Stride) };

    /// <summary>From one copy's output to the next.</summary>
    public CopyStride OutputStride => Kept is null ? Stride : Stride with { Training = Kept.Stride };

    /// <summary>Number of the last one of the copies that share memory, a loop or not.</summary>
    public int LastCopy => BaseCopy + (Kept?.Copies ?? 1) - 1;

    /// <summary>The steps one by one, or as a loop behind the first copy, which alone reads what came before.</summary>
    public System.Collections.Generic.IEnumerable<CallStep> Cut(bool unroll)
    {
        int single = unroll || Copies <= 2 ? Copies : 1;
        for (int copy = 0; copy < single; copy++) yield return From(copy) with { Copies = 1 };
        if (single < Copies) yield return From(single);
    }

    private CallStep From(int copy) => copy == 0 ? this : this with
    {
        FirstCopy = FirstCopy + copy,
        Copies = Copies - copy,
        Parameters = Parameters + (copy * ParameterStride),
        Dropouts = Dropouts + (copy * DropoutStride),
        Mixtures = Mixtures + (copy * MixtureStride),
        Input = Output(FirstCopy + copy - 1),
    };
}

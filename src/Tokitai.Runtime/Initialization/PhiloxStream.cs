namespace Tokitai.Initialization;

/// <summary>
/// What random numbers are drawn for: the last word of the counter, so that equal seeds give unrelated numbers for different
/// purposes. Values are part of the promise that a seed means the same for good.
/// </summary>
internal enum PhiloxStream : uint
{
    /// <summary>Initial parameters; the sequence is the tensor's index.</summary>
    Parameters = 0,

    /// <summary>Numbers that a program draws through <see cref="PhiloxRandom"/>.</summary>
    User = 1,

    /// <summary>Keys of dropout masks; the sequence is the layer's number, the block the step.</summary>
    Dropout = 2,

    /// <summary>Keys of the noise on routers' logits; the sequence is the mixture's number, the block the step.</summary>
    RouterNoise = 3,
}

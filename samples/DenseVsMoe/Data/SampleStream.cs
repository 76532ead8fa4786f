namespace DenseVsMoe.Data;

/// <summary>What random numbers are drawn for: the stream of the random sequence, so that equal seeds share no numbers.</summary>
public enum SampleStream : uint
{
    /// <summary>The law of the data.</summary>
    Task = 0,

    /// <summary>Samples to train on.</summary>
    Training = 1,

    /// <summary>Samples that choose the learning rate.</summary>
    Validation = 2,

    /// <summary>Samples that nothing is chosen by: the results.</summary>
    HeldOut = 3,
}

namespace Tokitai.Kernels.Norms;

/// <summary>
/// Where the samples of a <see cref="RowGroup"/> are, in floats behind the first one: constants for a whole group, which spare the loops three registers.
/// </summary>
internal interface IGroupRows
{
    /// <summary>Floats to the second sample.</summary>
    long Second { get; }

    /// <summary>Floats to the third sample.</summary>
    long Third { get; }

    /// <summary>Floats to the fourth sample.</summary>
    long Fourth { get; }
}

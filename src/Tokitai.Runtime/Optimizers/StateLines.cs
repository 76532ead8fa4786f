namespace Tokitai.Optimizers;

/// <summary>Where an optimizer keeps its state, for kernels that ask memory for two lines of it at a time.</summary>
/// <param name="first">The place of a parameter in one array.</param>
/// <param name="distance">Floats from there to its place in a second array: 0 if there is one only.</param>
internal readonly unsafe struct StateLines(float* first, long distance)
{
    /// <summary>The place in one array, or null where there is no state.</summary>
    public float* First { get; } = first;

    /// <summary>Floats from there to the place in a second array.</summary>
    public long Distance { get; } = distance;
}

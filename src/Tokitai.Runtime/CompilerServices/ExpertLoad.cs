using System;

namespace Tokitai.CompilerServices;

/// <summary>How many rows an expert got. In ascending order the most rows come first, and of equal ones the lower expert.</summary>
/// <param name="Expert">The expert.</param>
/// <param name="Rows">Its rows.</param>
internal readonly record struct ExpertLoad(int Expert, int Rows) : IComparable<ExpertLoad>
{
    /// <inheritdoc/>
    public int CompareTo(ExpertLoad other) => Rows == other.Rows ? Expert.CompareTo(other.Expert) : other.Rows.CompareTo(Rows);
}

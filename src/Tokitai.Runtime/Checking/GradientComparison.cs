namespace Tokitai.Checking;

/// <summary>What the comparison of one element has found.</summary>
/// <param name="Tensor">Name of the tensor.</param>
/// <param name="Element">Position in its canonical layout.</param>
/// <param name="Gradient">What Backward gives.</param>
/// <param name="Difference">The finite difference.</param>
/// <param name="Uncertainty">What the difference is uncertain of.</param>
/// <param name="IsJudged">Whether the uncertainty is within the tolerance.</param>
/// <param name="Disagreement">Distance of the two, relative to the largest gradient of the tensor.</param>
/// <param name="Error">What of the disagreement the uncertainty does not explain; infinite if a value is not finite.</param>
internal readonly record struct GradientComparison(
    string Tensor, long Element, double Gradient, double Difference, double Uncertainty, bool IsJudged, double Disagreement, double Error)
{
    /// <summary>
    /// Whether this is worse: by the error, and among equal errors by the disagreement. What is beyond judgement comes last: it disagrees most
    /// and says least.
    /// </summary>
    public bool IsWorseThan(in GradientComparison other)
    {
        if (Error != other.Error) return Error > other.Error;
        return IsJudged == other.IsJudged ? Disagreement > other.Disagreement : IsJudged;
    }
}

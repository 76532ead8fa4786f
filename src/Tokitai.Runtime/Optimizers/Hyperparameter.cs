using System;
using System.Runtime.CompilerServices;

namespace Tokitai.Optimizers;

/// <summary>Checks of settings: errors carry the name that the caller wrote, the value and the valid range.</summary>
internal static class Hyperparameter
{
    /// <summary>Requires a finite value, at least 0.</summary>
    public static float RequireNonNegative(float value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        float.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"'{name}' must be finite and not negative.");

    /// <summary>Requires a finite value above 0.</summary>
    public static float RequirePositive(float value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        float.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"'{name}' must be finite and above 0.");

    /// <summary>Requires a bound above 0; infinity turns it off.</summary>
    public static float RequireBound(float value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value > 0
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"'{name}' must be above 0; infinity turns it off.");

    /// <summary>Requires the share of an old value in a running mean: at least 0 and below 1.</summary>
    public static double RequireFraction(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"'{name}' must be at least 0 and below 1.");
}

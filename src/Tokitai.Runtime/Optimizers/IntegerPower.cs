namespace Tokitai.Optimizers;

/// <summary>
/// <c>value^exponent</c> by squaring: multiplications alone, so that every machine gets the same bits, which the C library's
/// <c>pow</c> does not promise.
/// </summary>
internal static class IntegerPower
{
    /// <summary>The power; 1 for an exponent of 0.</summary>
    public static double Of(double value, long exponent)
    {
        double result = 1;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0) result *= value;
            value *= value;
        }

        return result;
    }
}

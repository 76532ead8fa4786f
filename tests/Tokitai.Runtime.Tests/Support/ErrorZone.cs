using System;
using System.Linq;
using Tokitai.Simd;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Tests.Support;

/// <summary>Where a bound on the error of an elementwise function holds: for which arguments and expected values.</summary>
internal sealed record ErrorZone(string Name, double Tolerance, bool Relative, Func<float, double, bool> Holds)
{
    /// <summary>The smallest normal float.</summary>
    private const double SmallestNormal = 1.1754943508222875e-38;

    /// <summary>Of a subnormal number the spacing: 2^-149.</summary>
    private const double Spacing = 1.4012984643248171e-45;

    /// <summary>Relative error, where the result is no subnormal number (which has too few digits) and the condition holds.</summary>
    public static ErrorZone RelativeWhere(string name, double tolerance, Predicate<float> condition) =>
        new($"{name}, relative", tolerance, true, (x, expected) => condition(x) && Math.Abs(expected) >= SmallestNormal);

    public static ErrorZone AbsoluteWhere(string name, double tolerance, Predicate<float> condition) =>
        new($"{name}, absolute", tolerance, false, (x, _) => condition(x));

    /// <summary>Subnormal results: within so many steps of 2^-149, down to an argument.</summary>
    public static ErrorZone Subnormal(int steps, double from = double.NegativeInfinity) => new(
        "subnormal results, absolute", steps * Spacing, false, (x, expected) => x >= from && Math.Abs(expected) < SmallestNormal);

    /// <summary>Holds a function against its reference, at every width, and prints what was measured. NaN must give NaN.</summary>
    public static void Verify(
        ITestOutputHelper output, float[][] sweeps, Func<float[], SimdLevel, float[]> function, Func<double, double> reference,
        params ErrorZone[] zones)
    {
        float[] x = [.. sweeps.SelectMany(sweep => sweep)];
        double[] expected = Array.ConvertAll(x, value => reference(value));
        foreach (SimdLevel level in VectorMap.Levels)
        {
            float[] actual = function(x, level);
            ErrorBound[] bounds = [.. zones.Select(zone => new ErrorBound($"{level}, {zone.Name}", zone.Tolerance, zone.Relative))];
            for (int i = 0; i < x.Length; i++)
            {
                if (float.IsNaN(x[i]))
                {
                    Assert.True(float.IsNaN(actual[i]));
                    continue;
                }

                int held = 0;
                for (int zone = 0; zone < zones.Length; zone++)
                {
                    if (!zones[zone].Holds(x[i], expected[i])) continue;
                    bounds[zone].Check(x[i], actual[i], expected[i]);
                    held++;
                }

                if (held == 0) Assert.Fail($"No bound covers x = {x[i]:g9}.");
            }

            output.WriteLine(string.Join("; ", bounds.Select(bound => bound.ToString())));
            foreach (ErrorBound bound in bounds) bound.Verify();
        }
    }
}

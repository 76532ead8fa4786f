using System;
using Xunit;

namespace Tokitai.Tests.Support;

/// <summary>Holds computed floats against a reference in double and remembers the largest error.</summary>
internal sealed class ErrorBound(string name, double tolerance, bool relative)
{
    private double _largest;
    private float _at;

    public void Check(float x, float actual, double expected)
    {
        // A double beyond the largest float rounds to infinity, as the kernel's result should.
        if (float.IsInfinity((float)expected) && actual == (float)expected) return;
        double error = Math.Abs(actual - expected);
        if (relative && expected != 0) error /= Math.Abs(expected);
        if (double.IsNaN(error)) error = double.PositiveInfinity;
        if (error > _largest)
        {
            _largest = error;
            _at = x;
        }
    }

    public void Verify() => Assert.True(
        _largest <= tolerance, $"{name}: the error is {_largest:g3} at x = {_at:g9}; {tolerance:g3} is allowed.");

    public override string ToString() => $"{name}: {_largest:g3} at x = {_at:g9}";
}

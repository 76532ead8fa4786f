using System;
using System.Collections.Generic;

namespace Tokitai.Tests.Support;

/// <summary>Takes floats as equal that differ by no more than a tolerance.</summary>
internal sealed class Close(float tolerance) : IEqualityComparer<float>
{
    public bool Equals(float x, float y) => Math.Abs(x - y) <= tolerance;

    public int GetHashCode(float value) => 0;
}

using System;

namespace Tokitai.Tests.Support;

/// <summary>What tests do to parameters.</summary>
internal static class TensorViewExtensions
{
    /// <summary>Sets all elements to one value.</summary>
    public static void Fill(this TensorView tensor, float value)
    {
        var values = new float[tensor.Length];
        Array.Fill(values, value);
        tensor.CopyFrom(values);
    }
}

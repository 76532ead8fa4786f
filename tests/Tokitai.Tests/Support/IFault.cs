using System;

namespace Tokitai.Tests.Support;

/// <summary>What a Backward gets wrong.</summary>
internal interface IFault
{
    /// <summary>Changes the gradient of one tensor.</summary>
    static abstract void Apply(string tensor, Span<float> gradient);
}

/// <summary>Off by 5 % in one element.</summary>
internal readonly struct WrongElement : IFault
{
    public const int Element = 3;

    public static void Apply(string tensor, Span<float> gradient)
    {
        if (tensor == "output.bias") gradient[Element] *= 1.05f;
    }
}

/// <summary>Wrong in every column of a weight [40, 20] but the first.</summary>
internal readonly struct WrongColumns : IFault
{
    public static void Apply(string tensor, Span<float> gradient)
    {
        for (int e = 0; tensor == "hidden.weight" && e < gradient.Length; e++) gradient[e] *= e % 20 == 0 ? 1 : -3;
    }
}

using System;
using System.Collections.Generic;

namespace Tokitai.Tests.Support;

/// <summary>
/// The Monna map of some features as its straight-through gradient has it: <c>x + (encoded - x)</c> with the distance in brackets held as it was
/// in the first pass. An instance stands for one place; inside repeated layers and experts the tensors that are left tell the places apart.
/// </summary>
internal sealed record Float64Encoding(int First, int Count, int Radix, int Digits) : Float64Layer
{
    private readonly Dictionary<(int Sample, int Tensors), double[]> _held = [];

    public override double[] Forward(double[] x, Queue<double[]> parameters, Float64Draws draws)
    {
        if (!_held.TryGetValue((draws.Sample, parameters.Count), out double[]? distances))
        {
            distances = new double[x.Length];
            for (int i = First; i < First + Count; i++) distances[i] = Encoded(x[i]) - x[i];
            _held.Add((draws.Sample, parameters.Count), distances);
        }

        var y = new double[x.Length];
        for (int i = 0; i < x.Length; i++) y[i] = x[i] + distances[i];
        return y;
    }

    private double Encoded(double x)
    {
        double codes = Math.Pow(Radix, Digits), code = Math.Clamp(Math.Round(x * codes, MidpointRounding.ToEven), 0, codes - 1), reversed = 0;
        for (int i = 0; i < Digits; i++)
        {
            reversed = (reversed * Radix) + (code % Radix);
            code = Math.Floor(code / Radix);
        }

        return reversed / codes;
    }
}

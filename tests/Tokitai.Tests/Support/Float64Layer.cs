using System;
using System.Collections.Generic;
using System.Linq;
using Tokitai.Initialization;

namespace Tokitai.Tests.Support;

/// <summary>
/// Layers in float64, written from the formulas and independent of kernels, generator and layout: the reference for finite differences.
/// A layer takes its tensors from the queue in the order of the model.
/// </summary>
internal abstract record Float64Layer
{
    /// <summary>The result for one sample.</summary>
    /// <param name="x">The features.</param>
    /// <param name="parameters">The tensors of this and later layers.</param>
    /// <param name="draws">The sample, and what a training step draws for it.</param>
    public abstract double[] Forward(double[] x, Queue<double[]> parameters, Float64Draws draws);

    public static Float64Layer Linear(int outputs, bool bias = true) => new Product(outputs, bias);

    public static Float64Layer LayerNorm(double epsilon = 1e-5f) => new Normalisation(true, epsilon);

    public static Float64Layer RmsNorm(double epsilon = 1e-5f) => new Normalisation(false, epsilon);

    public static Float64Layer Activate(Converter<double, double> function) => new Activation(function);

    public static Float64Layer Dropout(float rate) => new Mask(rate);

    public static Float64Layer Encoding(int first, int count, int radix = 2, int digits = 8) => new Float64Encoding(first, count, radix, digits);

    public static Float64Layer Mixture(MixtureOfExpertsAttribute options, params Float64Layer[] expert) => new Float64Mixture(options, expert);

    public static Float64Layer Residual(params Float64Layer[] layers) => new Sum(layers);

    private sealed record Product(int Outputs, bool Bias) : Float64Layer
    {
        public override double[] Forward(double[] x, Queue<double[]> parameters, Float64Draws draws)
        {
            double[] weight = parameters.Dequeue();
            double[]? bias = Bias ? parameters.Dequeue() : null;
            var y = new double[Outputs];
            for (int n = 0; n < Outputs; n++)
            {
                y[n] = bias?[n] ?? 0;
                for (int k = 0; k < x.Length; k++) y[n] += weight[(n * x.Length) + k] * x[k];
            }

            return y;
        }
    }

    private sealed record Normalisation(bool Centers, double Epsilon) : Float64Layer
    {
        public override double[] Forward(double[] x, Queue<double[]> parameters, Float64Draws draws)
        {
            double[] weight = parameters.Dequeue();
            double[]? bias = Centers ? parameters.Dequeue() : null;
            double mean = Centers ? x.Average() : 0;
            double deviation = Math.Sqrt(x.Average(value => (value - mean) * (value - mean)) + Epsilon);
            return [.. x.Select((value, i) => ((value - mean) / deviation * weight[i]) + (bias?[i] ?? 0))];
        }
    }

    private sealed record Activation(Converter<double, double> Function) : Float64Layer
    {
        public override double[] Forward(double[] x, Queue<double[]> parameters, Float64Draws draws) => Array.ConvertAll(x, Function);
    }

    private sealed record Sum(Float64Layer[] Layers) : Float64Layer
    {
        public override double[] Forward(double[] x, Queue<double[]> parameters, Float64Draws draws)
        {
            double[] y = x;
            foreach (Float64Layer layer in Layers) y = layer.Forward(y, parameters, draws);
            return [.. x.Zip(y, (left, right) => left + right)];
        }
    }

    /// <summary>The mask as the kernel's docs define it, drawn word by word.</summary>
    private sealed record Mask(float Rate) : Float64Layer
    {
        public override double[] Forward(double[] x, Queue<double[]> parameters, Float64Draws draws)
        {
            if (draws.Step is not long step) return x;
            PhiloxBlock words = Philox4x32.Generate(new PhiloxBlock((uint)step, (uint)(step >> 32), draws.NextLayer++, 2), draws.Seed);
            ulong key = words.X0 | ((ulong)words.X1 << 32);
            return [.. x.Select((value, f) =>
            {
                var counter = new PhiloxBlock((uint)((4 * (f / 16)) + (f % 4)), 0, (uint)draws.Sample, 0);
                uint word = Philox4x32.Generate(counter, key)[(ulong)(f % 16 / 4)];
                return word >= (uint)(Rate * 4294967296.0) ? value / (1 - (double)Rate) : 0;
            })];
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Tokitai.Tests.Support;

/// <summary>
/// A mixture of experts for one sample, with the choice of the model's own router: checked against the logits, then held fixed. Losses, which are means over
/// the rows of a pass, add up sample by sample.
/// </summary>
internal sealed record Float64Mixture(MixtureOfExpertsAttribute Options, Float64Layer[] Expert) : Float64Layer
{
    /// <summary>A model in float32 may see logits the other way round that lie closer than this.</summary>
    private const double NearTie = 1e-3;

    /// <summary>What one expert takes: tensors, dropout layers, mixtures.</summary>
    private (int Tensors, uint Layers, int Mixtures)? _taken;

    public override double[] Forward(double[] x, Queue<double[]> parameters, Float64Draws draws)
    {
        int mixture = draws.NextMixture++;
        Float64Routing routing = draws.Routing;
        int[] chosen = routing.Chosen(mixture, draws.Sample);
        double[] logits = Float64Layer.Linear(Options.Experts).Forward(x, parameters, draws);
        if (draws.Step is not null && Options.RouterNoise > 0)
        {
            for (int i = 0; i < logits.Length; i++) logits[i] += (float)Options.RouterNoise * routing.Noise(draws, mixture, i);
        }

        double[][] results = [.. Enumerable.Range(0, Options.Experts).Select(i => _taken is null || chosen.Contains(i) || (chosen.Length == 0 && i == 0) ? Run(x, parameters, draws) : Skip(parameters, draws))];
        if (chosen.Length == 0) return results[0];
        var y = new double[results[chosen[0]].Length];
        CheckChoice(chosen, logits);
        double[] exponentials = Array.ConvertAll(logits, Math.Exp);
        double sum = exponentials.Sum();
        double[] probabilities = Array.ConvertAll(exponentials, value => value / sum);
        double scale = Options.Renormalize ? chosen.Sum(i => probabilities[i]) : 1;
        foreach (int i in chosen)
        {
            for (int n = 0; n < y.Length; n++) y[n] += probabilities[i] / scale * results[i][n];
        }

        double penalty = 0;
        foreach (int i in chosen)
        {
            foreach (int j in chosen.Where(j => j > i))
            {
                double weights = Options.DetachGates
                    ? routing.Gate(mixture, draws.Sample, i) * routing.Gate(mixture, draws.Sample, j)
                    : probabilities[i] * probabilities[j] / (scale * scale);
                penalty += weights * results[i].Zip(results[j], (left, right) => (left - right) * (left - right)).Sum();
            }
        }

        double balance = Options.Experts * Enumerable.Range(0, Options.Experts).Sum(i => routing.Share(mixture, i) * probabilities[i]);
        double loss = (Options.LoadBalance * balance) + (Options.RouterZLoss * Math.Pow(Math.Log(sum), 2)) + (Options.GluingPenalty * penalty);
        routing.AuxiliaryLoss += loss / routing.Rows(mixture);
        return y;
    }

    private double[] Run(double[] x, Queue<double[]> parameters, Float64Draws draws)
    {
        (int tensors, uint layer, int mixture) = (parameters.Count, draws.NextLayer, draws.NextMixture);
        double[] y = Expert.Aggregate(x, (value, inner) => inner.Forward(value, parameters, draws));
        _taken = (tensors - parameters.Count, draws.NextLayer - layer, draws.NextMixture - mixture);
        return y;
    }

    /// <summary>Passes over the tensors and numbers of an expert that was not chosen.</summary>
    private double[] Skip(Queue<double[]> parameters, Float64Draws draws)
    {
        for (int i = 0; i < _taken!.Value.Tensors; i++) parameters.Dequeue();
        draws.NextLayer += _taken.Value.Layers;
        draws.NextMixture += _taken.Value.Mixtures;
        return [];
    }

    private void CheckChoice(int[] chosen, double[] logits)
    {
        Assert.Equal(Options.TopK, chosen.Length);
        double largestOther = Enumerable.Range(0, logits.Length).Except(chosen).Select(i => logits[i]).Append(double.NegativeInfinity).Max();
        Assert.True(chosen.Min(i => logits[i]) >= largestOther - NearTie, $"The router chose {string.Join(", ", chosen)} of {string.Join(", ", logits)}.");
    }
}

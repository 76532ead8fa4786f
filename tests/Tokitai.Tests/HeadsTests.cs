using System;
using System.Linq;
using Tokitai.Tests.Models;
using Tokitai.Tests.Probe;
using Xunit;

namespace Tokitai.Tests;

/// <summary>A model with heads, from its declaration to a trained model.</summary>
public sealed class HeadsTests
{
    private const int Batch = 32, Steps = 200;

    /// <summary>Losses of a model that knows nothing: the logarithms of the numbers of classes, 3 and 2.</summary>
    private const double OutcomeOfChance = 1.0986, EventsOfChance = 0.6931;

    [Fact]
    public void Info_lists_the_heads()
    {
        Assert.Equal(
            [("outcome", LossKind.CrossEntropy, 0, 3, 0, 1, 1f), ("events", LossKind.BinaryCrossEntropy, 3, 2, 1, 2, 0.5f)],
            TwoHeads.Info.Heads.Select(head => (head.Name, head.Loss, head.First, head.Size, head.FirstTarget, head.TargetSize, head.Weight)));
        Assert.Equal((5, 3), (TwoHeads.Info.OutputSize, TwoHeads.Info.TargetSize));
        Assert.Empty(DenseTiny.Info.Heads);
        Assert.Equal(0, DenseTiny.Info.TargetSize);
    }

    [Fact]
    public void Gradients_of_the_model_are_those_of_the_weighted_sum()
    {
        using var model = new TwoHeads(3);
        (float[] input, float[] targets) = Samples(5, 4);
        GradientCheck.Run(model, input, Objective.FromHeads(TwoHeads.Info.Heads), targets).EnsurePassed();
    }

    [Fact]
    public void Every_head_learns()
    {
        using var model = new TwoHeads(1);
        using var optimizer = new AdamW<TwoHeads>(model, 1e-2f);
        using Workspace<TwoHeads> workspace = TwoHeads.CreateWorkspace(Batch);
        var outputGradient = new float[Batch * TwoHeads.OutputSize];
        Objective objective = Objective.FromHeads(TwoHeads.Info.Heads);
        var losses = new double[objective.Heads.Count];
        for (int step = 0; step < Steps; step++)
        {
            (float[] inputs, float[] targets) = Samples(Batch, step);
            double loss = objective.Evaluate(model.Forward(inputs, workspace), targets, outputGradient, headLosses: losses);
            Assert.Equal(loss, losses[0] + (0.5 * losses[1]));
            model.BackwardAndUpdate(outputGradient, optimizer, workspace);
        }

        Assert.InRange(losses[0], 0, OutcomeOfChance / 2);
        Assert.InRange(losses[1], 0, EventsOfChance / 2);
    }

    /// <summary>The class is the largest of the first three inputs, an event the sign of another one.</summary>
    private static (float[] Inputs, float[] Targets) Samples(int rows, int seed)
    {
        float[] inputs = ProbeRun.Values(rows * 6, seed + 100), targets = new float[rows * 3];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> x = inputs.AsSpan(row * 6, 6);
            targets[row * 3] = x[0] > x[1] && x[0] > x[2] ? 0 : x[1] > x[2] ? 1 : 2;
            targets[(row * 3) + 1] = x[3] > 0 ? 1 : 0;
            targets[(row * 3) + 2] = x[4] > 0 ? 1 : 0;
        }

        return (inputs, targets);
    }
}

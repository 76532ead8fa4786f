using System;
using Tokitai.Tests.Probe;
using Xunit;

namespace Tokitai.Tests;

/// <summary>A warm training pass allocates nothing, on any thread.</summary>
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private const int Batch = 33, Steps = 50;

    [Fact]
    public void Training_allocates_nothing()
    {
        using var model = new ProbeModel(1);
        using Workspace<ProbeModel> workspace = ProbeModel.CreateWorkspace(Batch);
        using Gradients<ProbeModel> gradients = ProbeModel.CreateGradients();
        using var optimizer = new AdamW<ProbeModel>(model);
        Objective objective = Objective.CrossEntropy(ProbeModel.OutputSize);
        float[] input = ProbeRun.Values(Batch * ProbeModel.InputSize, 1), gradient = new float[Batch * ProbeModel.OutputSize];
        int[] labels = new int[Batch];

        void Step()
        {
            workspace.BeginStep(1, 2);
            ReadOnlySpan<float> output = model.Forward(input, workspace);
            objective.Evaluate(output, labels, gradient);
            model.Backward(gradient, gradients, workspace);
            optimizer.Step(gradients);
            objective.Evaluate(model.Forward(input, workspace), labels, gradient);
            model.BackwardAndUpdate(gradient, optimizer, workspace);
        }

        AssertNothing(Step);
    }

    [Fact]
    public void Inference_allocates_nothing()
    {
        using var model = new ProbeModel(1);
        using Workspace<ProbeModel> workspace = ProbeModel.CreateWorkspace(Batch, training: false);
        float[] input = ProbeRun.Values(Batch * ProbeModel.InputSize, 1);
        AssertNothing(() => model.Forward(input, workspace));
    }

    private static void AssertNothing(Action step)
    {
        for (int i = 0; i < Steps; i++) step();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least > 0; attempt++)
        {
            // The whole process, workers included; the test host may allocate in between, so the least of a few attempts counts.
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Steps; i++) step();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);
    }
}

/// <summary>Runs alone: other tests allocate.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationCollection;

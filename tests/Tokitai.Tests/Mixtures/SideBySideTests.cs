using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tokitai.CompilerServices;
using Tokitai.Tests.Models;
using Tokitai.Tests.Probe;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Mixtures;

/// <summary>Experts run one after the other, with all threads each, or side by side, with one thread each: a matter of speed alone.</summary>
public sealed class SideBySideTests
{
    private const int Batch = 33;

    /// <summary>Weights of a product: a hundred rows make it worth several threads, ten do not (see <see cref="Tokitai.Kernels.ProductTasks"/>).</summary>
    private static readonly long Weights = Tokitai.Kernels.ProductTasks.SmallestShared / 100;

    [Theory]
    [InlineData(1, new[] { 50, 50, 50, 50 }, 1)]
    [InlineData(2, new[] { 200 }, 1)] // Nobody beside it.
    [InlineData(2, new[] { 50, 50, 50, 50 }, 2)] // Products too small to share.
    [InlineData(3, new[] { 50, 50, 50, 50 }, 3)]
    [InlineData(8, new[] { 50, 50, 50, 50 }, 4)]
    [InlineData(2, new[] { 90, 10, 0, 0 }, 2)]
    [InlineData(2, new[] { 500, 500, 500, 500 }, 2)] // Large, but even.
    [InlineData(2, new[] { 1000, 500, 300, 200 }, 2)] // 1000 on either side.
    [InlineData(2, new[] { 1900, 100, 0, 0 }, 1)] // One thread would wait for the other.
    [InlineData(8, new[] { 500, 500, 500, 500 }, 1)] // Half of the threads would have nothing to do.
    [InlineData(2, new[] { 0, 0, 0 }, 1)] // Zeros to write, at most.
    public void The_way_is_the_one_that_should_end_sooner(int threads, int[] rows, int expected)
    {
        ExpertLoad[] loads = [.. rows.Select((count, expert) => new ExpertLoad(expert, count))];
        Assert.Equal(expected, ExpertTeams.Choose(loads, threads, new ExpertPlaces { ParameterStride = 3 * Weights, LinearLayers = 3 }));
    }

    /// <summary>What they do with all threads is not known: they run side by side only where that leaves no thread without work.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 1)]
    public void Experts_without_products_or_with_mixtures_run_side_by_side_where_loads_are_even(int linearLayers, int mixtures)
    {
        var places = new ExpertPlaces { ParameterStride = 300, LinearLayers = linearLayers, MixtureStride = mixtures };
        Assert.Equal(1, ExpertTeams.Choose([new(0, 9000), new(1, 1)], 2, places));
        Assert.Equal(2, ExpertTeams.Choose([new(0, 50), new(1, 45)], 2, places));
        Assert.Equal(1, ExpertTeams.Choose([new(0, 50), new(1, 45)], 3, places));
    }

    [Fact]
    public void Those_with_the_most_rows_begin_and_of_equal_ones_the_lower()
    {
        ExpertLoad[] loads = [new(0, 3), new(1, 0), new(2, 7), new(3, 3), new(4, int.MaxValue)];
        Array.Sort(loads);
        Assert.Equal([4, 2, 0, 3, 1], loads.Select(load => load.Expert));
    }

    [Fact]
    public void Outputs_gradients_and_updates_have_the_same_bits()
    {
        float[] expected = Train<NestedMixtures>(new WorkerPool(1));
        Assert.Equal(expected, Train<NestedMixtures>(new WorkerPool(2)));
        Assert.Equal(expected, Train<NestedMixtures>(new WorkerPool(3)));
        expected = Train<ManyExperts>(new WorkerPool(1));
        Assert.Equal(expected, Train<ManyExperts>(new WorkerPool(3)));
    }

    /// <summary>The mixtures of an expert share their regions of gradients, with rows that lie elsewhere in each of them.</summary>
    [Fact]
    public void Experts_with_several_mixtures_do_not_disturb_each_other()
    {
        float[] expected = Train<MixturesInARow>(new WorkerPool(1));
        for (int i = 0; i < 20; i++) Assert.Equal(expected, Train<MixturesInARow>(new WorkerPool(2)));
    }

    /// <summary>Experts 0 and 2 fail, whoever gets to them first.</summary>
    [Fact]
    public void The_first_expert_that_fails_is_named()
    {
        using NestedMixtures model = new(3);
        using Workspace<NestedMixtures> workspace = NestedMixtures.CreateWorkspace(Batch, training: false);
        float[] input = ProbeRun.Values(Batch * NestedMixtures.InputSize, 1);
        float[] before = model.Forward(input, workspace).ToArray();
        TensorView[] biases = [.. new[] { 0, 2 }.Select(expert => model.Blocks[1].Experts[expert].Inner[1].Experts.Router.Bias)];
        float[][] values = [.. biases.Select(bias => bias.ToArray())];
        foreach (TensorView bias in biases) bias.SetElement(1, float.NaN);
        foreach (int threads in new[] { 1, 2, 3 })
        {
            workspace.State.Pool = new WorkerPool(threads);
            var error = Assert.Throws<NotFiniteNumberException>(() => model.Forward(input, workspace));
            Assert.Contains("router of 'blocks.1.experts.0.inner.1.experts' in NestedMixtures gives NaN", error.Message);
        }

        // The pool and the workspace go on working.
        for (int i = 0; i < biases.Length; i++) biases[i].CopyFrom(values[i]);
        Assert.Equal(before, model.Forward(input, workspace).ToArray());
    }

    [Fact]
    public void A_pool_that_is_busy_leaves_all_experts_to_the_caller()
    {
        using NestedMixtures model = new(3), other = new(3);
        var pool = new WorkerPool(2);
        float[] input = ProbeRun.Values(Batch * NestedMixtures.InputSize, 1);
        float[] Run(NestedMixtures which)
        {
            using Workspace<NestedMixtures> workspace = NestedMixtures.CreateWorkspace(Batch, training: false);
            workspace.State.Pool = pool;
            var outputs = new List<float>();
            for (int i = 0; i < 50; i++) outputs.AddRange(which.Forward(input, workspace));
            return [.. outputs];
        }

        float[] alone = Run(model), beside = [];
        var thread = new Thread(() => beside = Run(other));
        thread.Start();
        Assert.Equal(alone, Run(model));
        thread.Join();
        Assert.Equal(alone, beside);
    }

    /// <summary>Outputs, input gradients, gradients, and the parameters after steps whose norm is bounded: every way through Backward.</summary>
    private static float[] Train<TModel>(WorkerPool pool)
        where TModel : class, IModel<TModel>
    {
        using TModel model = TModel.Create(5);
        using Workspace<TModel> workspace = TModel.CreateWorkspace(Batch);
        workspace.State.Pool = pool;
        using Gradients<TModel> gradients = TModel.CreateGradients();
        using var optimizer = new AdamW<TModel>(model) { MaxGradientNorm = 0.5f };
        var results = new List<float>();
        for (int step = 0; step < 3; step++)
        {
            float[] input = ProbeRun.Values(Batch * TModel.Info.InputSize, step), dy = ProbeRun.Values(Batch * TModel.Info.OutputSize, -step), dx = new float[input.Length];
            workspace.BeginStep(1, step);
            results.AddRange(model.Forward(input, workspace));
            model.Backward(dy, gradients, workspace, dx);
            results.AddRange(dx);
            foreach (TensorView tensor in gradients) results.AddRange(tensor.ToArray());
            workspace.BeginStep(1, step);
            model.Forward(input, workspace);
            model.BackwardAndUpdate(dy, optimizer, workspace, dx);
            results.AddRange(dx);
            results.Add((float)optimizer.GradientNorm);
        }

        foreach (TensorView tensor in model.Parameters) results.AddRange(tensor.ToArray());
        return [.. results];
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tokitai.Kernels;
using Tokitai.Simd;
using Tokitai.Tests.Probe;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests;

/// <summary>Results depend on parameters and input alone: not on threads, vector widths, the batch, or the way of updating.</summary>
public sealed class SameBitsTests
{
    private const int Batch = 70;

    [Fact]
    public void For_every_thread_count_and_vector_width()
    {
        float[]? first = null;
        foreach (SimdLevel simd in new[] { SimdLevel.Vector128, SimdLevel.Vector256, SimdLevel.Vector512 })
        {
            foreach (int threads in new[] { 1, 2, 3 })
            {
                float[] bits = Pass(Batch, simd, new WorkerPool(threads));
                first ??= bits;
                Assert.True(first.AsSpan().SequenceEqual(bits), $"{simd}, {threads} threads");
            }
        }
    }

    [Fact]
    public void For_a_row_alone_and_in_a_batch()
    {
        using var model = new ProbeModel(1);
        using Workspace<ProbeModel> workspace = ProbeModel.CreateWorkspace(Batch, training: false);
        float[] input = ProbeRun.Values(Batch * ProbeModel.InputSize, 1);
        float[] together = model.Forward(input, workspace).ToArray();
        foreach (int size in new[] { 1, 2, 3, 4, 5, 6, 7, 8, 13, 16, 33 })
        {
            for (int row = 0; row + size <= Batch; row += size)
            {
                ReadOnlySpan<float> part = model.Forward(input.AsSpan(row * ProbeModel.InputSize, size * ProbeModel.InputSize), workspace);
                Assert.True(part.SequenceEqual(together.AsSpan(row * ProbeModel.OutputSize, part.Length)), $"rows {row} to {row + size}");
            }
        }
    }

    [Fact]
    public void For_training_and_forward_only_workspaces()
    {
        using var model = new ProbeModel(1);
        using Workspace<ProbeModel> training = ProbeModel.CreateWorkspace(Batch), inference = ProbeModel.CreateWorkspace(Batch, training: false);
        float[] input = ProbeRun.Values(Batch * ProbeModel.InputSize, 1);
        Assert.Equal(model.Forward(input, training).ToArray(), model.Forward(input, inference).ToArray());
    }

    /// <summary>Some cores like tiles that load less, longer parts, or results that stay in the caches (<see cref="CoreTuning"/>).</summary>
    [Fact]
    public void For_every_design_of_cores()
    {
        CoreTuning tuning = CoreTuning.Current;
        try
        {
            foreach (SimdLevel simd in new[] { SimdLevel.Vector128, SimdLevel.Vector256, SimdLevel.Vector512 })
            {
                CoreTuning.Current = CoreTuning.FewInstructions;
                float[] expected = Pass(Batch, simd, new WorkerPool(2));
                CoreTuning.Current = CoreTuning.FewLoads;
                Assert.Equal(expected, Pass(Batch, simd, new WorkerPool(2)));
            }
        }
        finally
        {
            CoreTuning.Current = tuning;
        }
    }

    /// <summary>Where results overflow the caches, gradients included, they go past them; a sum that goes on is read back.</summary>
    [Fact]
    public void For_caches_of_any_size()
    {
        long before = ProcessorCaches.StreamingBytes;
        CoreTuning tuning = CoreTuning.Current;
        try
        {
            // Gradients and activations, too.
            CoreTuning.Current = CoreTuning.FewInstructions;
            foreach (SimdLevel simd in new[] { SimdLevel.Vector128, SimdLevel.Vector256, SimdLevel.Vector512 })
            {
                ProcessorCaches.StreamingBytes = long.MaxValue;
                float[] cached = Pass(Batch, simd, new WorkerPool(2));
                ProcessorCaches.StreamingBytes = 0;
                Assert.Equal(cached, Pass(Batch, simd, new WorkerPool(2)));
            }

            MicroBatches<ProbeModel>();
        }
        finally
        {
            ProcessorCaches.StreamingBytes = before;
            CoreTuning.Current = tuning;
        }
    }

    /// <summary>Micro-batches of uneven size, accumulated in order, continue every sum where it stood.</summary>
    [Fact]
    public void For_micro_batches_and_the_whole_batch()
    {
        MicroBatches<ProbeModel>();
        MicroBatches<ProbeMoe>();
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("nesterov")]
    [InlineData("adam")]
    [InlineData("adamw")]
    [InlineData("lion")]
    public void For_backward_and_update_and_backward_then_step(string optimizer)
    {
        using var separate = new ProbeModel(1);
        using var fused = new ProbeModel(1);
        using Optimizer<ProbeModel> separateOptimizer = EveryOptimizer.Create(optimizer, separate), fusedOptimizer = EveryOptimizer.Create(optimizer, fused);
        using Workspace<ProbeModel> workspace = ProbeModel.CreateWorkspace(33);
        using Gradients<ProbeModel> gradients = ProbeModel.CreateGradients();
        for (int step = 0; step < 4; step++)
        {
            float[] input = ProbeRun.Values(33 * ProbeModel.InputSize, step), gradient = ProbeRun.Values(33 * ProbeModel.OutputSize, step);
            float[] separateInput = new float[input.Length], fusedInput = new float[input.Length];
            workspace.BeginStep(1, step);
            separate.Forward(input, workspace);
            separate.Backward(gradient, gradients, workspace, separateInput);
            separateOptimizer.Step(gradients);
            workspace.BeginStep(1, step);
            fused.Forward(input, workspace);
            fused.BackwardAndUpdate(gradient, fusedOptimizer, workspace, fusedInput);
            Assert.Equal(separateInput, fusedInput);
        }

        Assert.Equal(separateOptimizer.StepCount, fusedOptimizer.StepCount);
        foreach ((TensorView expected, TensorView actual) in separate.Parameters.Zip(fused.Parameters)) Assert.Equal(expected.ToArray(), actual.ToArray());
    }

    [Fact]
    public void For_concurrent_passes_on_one_model()
    {
        using var model = new ProbeModel(1);
        float[] input = ProbeRun.Values(Batch * ProbeModel.InputSize, 1);
        using Workspace<ProbeModel> own = ProbeModel.CreateWorkspace(Batch, training: false);
        float[] expected = model.Forward(input, own).ToArray();
        int different = 0;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            using Workspace<ProbeModel> workspace = ProbeModel.CreateWorkspace(Batch, training: false);
            for (int i = 0; i < 100; i++)
            {
                if (!model.Forward(input, workspace).SequenceEqual(expected)) Interlocked.Increment(ref different);
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Equal(0, different);
    }

    public static TheoryData<string, string, string> Environments() => new()
    {
        { "TOKITAI_NUM_THREADS", "1", "1 threads" },
        { "TOKITAI_NUM_THREADS", "3", "3 threads" },
        { "TOKITAI_SIMD", "128", "" },
        { "TOKITAI_SIMD", "256", "" },
        { "TOKITAI_SIMD", "512", "512" },
        { "DOTNET_EnableAVX512", "0", "" },
        { "DOTNET_TieredCompilation", "0", "" },
    };

    /// <summary>Whole programs, started with other settings, end with the same bits.</summary>
    [Theory]
    [MemberData(nameof(Environments))]
    public void For_processes_with_other_settings(string variable, string value, string shown)
    {
        // Without fused multiply-add (the tests run that way, too) the promise is void.
        if (!SimdDispatch.IsFused) return;
        string[] lines = ProbeProcess.Run("hash", variable, value);
        if (shown.Length > 0 && !(shown == "512" && lines[0].Contains("AVX-512"))) Assert.Contains(shown, lines[0]);
        Assert.Equal(ProbeRun.Hash(), lines[1]);
    }

    [Fact]
    public void A_processor_without_fused_multiply_add_still_computes()
    {
        string[] lines = ProbeProcess.Run("hash", "DOTNET_EnableHWIntrinsic", "0");
        Assert.StartsWith("128-bit", lines[0]);
        Assert.Equal(64, lines[1].Length);
    }

    private static void MicroBatches<TModel>()
        where TModel : class, IModel<TModel>
    {
        using TModel model = TModel.Create(1);
        using Workspace<TModel> workspace = TModel.CreateWorkspace(Batch);
        using Gradients<TModel> whole = TModel.CreateGradients(), parts = TModel.CreateGradients();
        float[] input = ProbeRun.Values(Batch * TModel.Info.InputSize, 1), gradient = ProbeRun.Values(Batch * TModel.Info.OutputSize, 2);
        workspace.BeginStep(1, 2);
        model.Forward(input, workspace);
        model.Backward(gradient, whole, workspace);
        workspace.BeginStep(1, 2);
        int row = 0;
        foreach (int size in new[] { 1, 32, 7, 30 })
        {
            model.Forward(input.AsSpan(row * TModel.Info.InputSize, size * TModel.Info.InputSize), workspace);
            model.Backward(gradient.AsSpan(row * TModel.Info.OutputSize, size * TModel.Info.OutputSize), parts, workspace, accumulate: row > 0);
            row += size;
        }

        foreach ((TensorView expected, TensorView actual) in whole.Zip(parts)) Assert.Equal(expected.ToArray(), actual.ToArray());
    }

    private static float[] Pass(int batch, SimdLevel simd, WorkerPool pool)
    {
        using var model = new ProbeModel(1);
        using Workspace<ProbeModel> workspace = ProbeModel.CreateWorkspace(batch);
        workspace.State.Simd = simd;
        workspace.State.Pool = pool;
        using Gradients<ProbeModel> gradients = ProbeModel.CreateGradients();
        var inputGradient = new float[batch * ProbeModel.InputSize];
        var results = new List<float>();
        workspace.BeginStep(1, 2);
        results.AddRange(model.Forward(ProbeRun.Values(inputGradient.Length, 1), workspace));
        model.Backward(ProbeRun.Values(batch * ProbeModel.OutputSize, 2), gradients, workspace, inputGradient);
        results.AddRange(inputGradient);
        foreach (TensorView tensor in gradients) results.AddRange(tensor.ToArray());
        return [.. results];
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Tokitai.Simd;
using Tokitai.Tests.Probe;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests;

/// <summary>
/// Gradients clipped in place, by the optimizer's step, and by a pass that keeps no gradients: the same norm, the same bits.
/// </summary>
public sealed class ClippingTests
{
    private const int Batch = 33;

    /// <summary>Bounds that bite: the norm of the probe's first gradients is 110 to 125.</summary>
    private const float ClippingNorm = 10, ClippingValue = 0.01f;

    public static TheoryData<string, float, float> Settings()
    {
        var settings = new TheoryData<string, float, float>();
        foreach (string optimizer in EveryOptimizer.Names)
        {
            settings.Add(optimizer, float.PositiveInfinity, float.PositiveInfinity);
            settings.Add(optimizer, ClippingNorm, float.PositiveInfinity);
            settings.Add(optimizer, float.PositiveInfinity, ClippingValue);
            settings.Add(optimizer, ClippingNorm, ClippingValue);
            settings.Add(optimizer, float.MaxValue, float.PositiveInfinity);
        }

        return settings;
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Three_ways_of_clipping_give_the_same_bits(string name, float maxNorm, float maxValue)
    {
        using Training explicitly = new(name), step = new(name, maxNorm, maxValue), fused = new(name, maxNorm, maxValue);
        for (int i = 0; i < 4; i++)
        {
            explicitly.Backward(i);
            double norm = float.IsPositiveInfinity(maxNorm) ? double.NaN : explicitly.Gradients.ClipByGlobalNorm(maxNorm);
            explicitly.Gradients.ClipByValue(maxValue);
            explicitly.Optimizer.Step(explicitly.Gradients);
            step.Backward(i);
            step.Optimizer.Step(step.Gradients);
            fused.BackwardAndUpdate(i);

            Assert.Equal(norm, step.Optimizer.GradientNorm);
            Assert.Equal(norm, fused.Optimizer.GradientNorm);
            Assert.Equal(explicitly.InputGradient, fused.InputGradient);
            if (!double.IsNaN(norm)) Assert.True(norm > ClippingNorm);
        }

        Assert.Equal(explicitly.Bits(), step.Bits());
        Assert.Equal(explicitly.Bits(), fused.Bits());
        Assert.Equal((4, 0), (fused.Optimizer.StepCount, fused.Optimizer.SkippedSteps));
    }

    [Fact]
    public void Clipping_takes_part_in_what_follows()
    {
        var results = new List<float[]>();
        foreach ((float norm, float value) in new[]
        {
            (float.PositiveInfinity, float.PositiveInfinity), (ClippingNorm, float.PositiveInfinity),
            (float.PositiveInfinity, ClippingValue), (ClippingNorm, ClippingValue),
        })
        {
            using var training = new Training("sgd", norm, value);
            training.BackwardAndUpdate(0);
            Assert.All(results, other => Assert.NotEqual(other, training.Bits()));
            results.Add(training.Bits());
        }
    }

    [Fact]
    public void Threads_and_widths_do_not_change_the_bits_of_a_measured_pass()
    {
        // Without fused multiply-add the widths differ in the last places.
        if (!SimdDispatch.IsFused) return;
        float[]? expected = null;
        double norm = 0;
        foreach (SimdLevel simd in new[] { SimdLevel.Vector128, SimdLevel.Vector256, SimdLevel.Vector512 })
        {
            foreach (int threads in new[] { 1, 2, 3 })
            {
                using var training = new Training("adamw", ClippingNorm, ClippingValue);
                training.Use(simd, new WorkerPool(threads));
                training.BackwardAndUpdate(0);
                if (expected is null) (expected, norm) = (training.Bits(), training.Optimizer.GradientNorm);
                Assert.Equal(norm, training.Optimizer.GradientNorm);
                Assert.True(expected.AsSpan().SequenceEqual(training.Bits()), $"{simd}, {threads} threads");
            }
        }
    }

    /// <summary>The norm is that of the whole step: micro-batches are clipped once, after the last.</summary>
    [Fact]
    public void Accumulated_micro_batches_are_clipped_as_the_whole_batch()
    {
        using Training whole = new("adamw", ClippingNorm, ClippingValue), parts = new("adamw", ClippingNorm, ClippingValue);
        for (int i = 0; i < 3; i++)
        {
            whole.BackwardAndUpdate(i);
            int row = 0;
            foreach (int size in new[] { 5, 16, 1, 11 })
            {
                parts.Backward(i, row, size, accumulate: row > 0);
                row += size;
            }

            parts.Optimizer.Step(parts.Gradients);
            Assert.Equal(whole.Optimizer.GradientNorm, parts.Optimizer.GradientNorm);
        }

        Assert.Equal(whole.Bits(), parts.Bits());
    }

    [Fact]
    public void A_bound_may_come_and_go_between_steps()
    {
        using Training separate = new("adam"), fused = new("adam");
        foreach (float bound in new[] { float.PositiveInfinity, ClippingNorm, float.PositiveInfinity, 1f })
        {
            separate.Optimizer.MaxGradientNorm = fused.Optimizer.MaxGradientNorm = bound;
            separate.Backward(0);
            separate.Optimizer.Step(separate.Gradients);
            fused.BackwardAndUpdate(0);
            Assert.Equal(float.IsPositiveInfinity(bound), double.IsNaN(fused.Optimizer.GradientNorm));
        }

        Assert.Equal(separate.Bits(), fused.Bits());
    }

    /// <summary>A pass that runs twice reads the output gradient twice, so it must not have written the input gradient meanwhile.</summary>
    [Fact]
    public void Output_gradient_and_input_gradient_may_share_memory()
    {
        using Training apart = new("adam", ClippingNorm), shared = new("adam", ClippingNorm);
        apart.BackwardAndUpdate(0);
        float[] memory = shared.BackwardAndUpdateInPlace(0);
        Assert.Equal(apart.InputGradient, memory);
        Assert.Equal(apart.Bits(), shared.Bits());
    }

    [Fact]
    public void A_measured_pass_allocates_nothing()
    {
        using var training = new Training("adamw", ClippingNorm, ClippingValue);
        training.BackwardAndUpdate(0);
        Assert.Equal(0, Allocated.Least(training.RepeatBackwardAndUpdate));
        Assert.Equal(56, training.Optimizer.StepCount);
    }

    /// <summary>A model with optimizer, workspace and gradients.</summary>
    private sealed class Training : IDisposable
    {
        private readonly ProbeModel _model = new(1);
        private readonly Workspace<ProbeModel> _workspace = ProbeModel.CreateWorkspace(Batch);
        private float[] _input = [];
        private float[] _outputGradient = [];

        public Training(string name, float maxNorm = float.PositiveInfinity, float maxValue = float.PositiveInfinity)
        {
            Optimizer = EveryOptimizer.Create(name, _model);
            Optimizer.MaxGradientNorm = maxNorm;
            Optimizer.MaxGradientValue = maxValue;
        }

        public Optimizer<ProbeModel> Optimizer { get; }

        public Gradients<ProbeModel> Gradients { get; } = ProbeModel.CreateGradients();

        public float[] InputGradient { get; } = new float[Batch * ProbeModel.InputSize];

        public void Use(SimdLevel simd, WorkerPool pool)
        {
            Optimizer.Rule.Simd = simd;
            _workspace.State.Simd = simd;
            _workspace.State.Pool = pool;
        }

        public void Backward(int seed)
        {
            Draw(seed);
            _model.Forward(_input, _workspace);
            _model.Backward(_outputGradient, Gradients, _workspace, InputGradient);
        }

        public void Backward(int seed, int row, int rows, bool accumulate)
        {
            Draw(seed);
            _model.Forward(_input.AsSpan(row * ProbeModel.InputSize, rows * ProbeModel.InputSize), _workspace);
            _model.Backward(
                _outputGradient.AsSpan(row * ProbeModel.OutputSize, rows * ProbeModel.OutputSize), Gradients, _workspace, accumulate: accumulate);
        }

        public void BackwardAndUpdate(int seed)
        {
            Draw(seed);
            RepeatBackwardAndUpdate();
        }

        public void RepeatBackwardAndUpdate()
        {
            _model.Forward(_input, _workspace);
            _model.BackwardAndUpdate(_outputGradient, Optimizer, _workspace, InputGradient);
        }

        public float[] BackwardAndUpdateInPlace(int seed)
        {
            Draw(seed);
            _model.Forward(_input, _workspace);
            var memory = new float[_input.Length];
            _outputGradient.CopyTo(memory, 0);
            _model.BackwardAndUpdate(memory.AsSpan(0, _outputGradient.Length), Optimizer, _workspace, memory);
            return memory;
        }

        public float[] Bits() =>
            [.. _model.Parameters.SelectMany(tensor => tensor.ToArray()), .. Optimizer.State.SelectMany(state => state.Tensors.SelectMany(tensor => tensor.ToArray()))];

        public void Dispose()
        {
            Optimizer.Dispose();
            Gradients.Dispose();
            _workspace.Dispose();
            _model.Dispose();
        }

        private void Draw(int seed)
        {
            _input = ProbeRun.Values(Batch * ProbeModel.InputSize, seed);
            _outputGradient = ProbeRun.Values(Batch * ProbeModel.OutputSize, seed + 100);
        }
    }
}

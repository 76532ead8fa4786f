using System;
using Tokitai.Simd;
using Tokitai.Tests.Models;
using Tokitai.Tests.Probe;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests;

/// <summary>What BeginStep turns on, and what its draws depend on.</summary>
public sealed class StepStateTests : IDisposable
{
    private const int Batch = 9;

    private readonly DropoutModel _model = new(1);
    private readonly Workspace<DropoutModel> _workspace = DropoutModel.CreateWorkspace(Batch);
    private readonly float[] _input = ProbeRun.Values(Batch * DropoutModel.InputSize, 1);

    [Fact]
    public void Without_it_forward_is_inference()
    {
        using Workspace<DropoutModel> inference = DropoutModel.CreateWorkspace(Batch, training: false);
        Assert.Equal(_model.Forward(_input, inference).ToArray(), Pass());
    }

    [Fact]
    public void The_same_arguments_give_the_same_draws()
    {
        Assert.Equal(Pass(1, 2), Pass(1, 2));
        using Workspace<DropoutModel> other = DropoutModel.CreateWorkspace(50, training: false);
        other.BeginStep(1, 2);
        Assert.Equal(Pass(1, 2), _model.Forward(_input, other).ToArray());
    }

    [Fact]
    public void Another_seed_or_step_or_sample_gives_other_draws()
    {
        float[] first = Pass(1, 2);
        Assert.NotEqual(first, Pass(2, 2));
        Assert.NotEqual(first, Pass(1, 3));
        Assert.NotEqual(first, Pass(1, 2 + (1L << 32)));
        Assert.NotEqual(first, Pass(1, 2, firstSample: 1));
        Assert.NotEqual(first, Pass(1, 2, firstSample: 1L << 32));
    }

    [Fact]
    public void EndStep_turns_it_off_again()
    {
        float[] inference = Pass();
        Assert.NotEqual(inference, Pass(1, 2));
        _workspace.EndStep();
        Assert.Equal(inference, Pass());
    }

    [Fact]
    public void Micro_batches_of_a_step_draw_what_the_whole_batch_draws()
    {
        float[] whole = Pass(1, 2);
        _workspace.BeginStep(1, 2);
        int row = 0;
        foreach (int size in new[] { 4, 1, 4 })
        {
            float[] part = _model.Forward(_input.AsSpan(row * DropoutModel.InputSize, size * DropoutModel.InputSize), _workspace).ToArray();
            Assert.Equal(whole.AsSpan(row * DropoutModel.OutputSize, part.Length).ToArray(), part);
            row += size;
        }
    }

    [Fact]
    public void Workspaces_that_share_a_step_say_where_their_samples_begin()
    {
        float[] whole = Pass(1, 2);
        using Workspace<DropoutModel> second = DropoutModel.CreateWorkspace(Batch);
        second.BeginStep(1, 2, firstSample: 4);
        float[] rest = _model.Forward(_input.AsSpan(4 * DropoutModel.InputSize), second).ToArray();
        Assert.Equal(whole[(4 * DropoutModel.OutputSize)..], rest);
    }

    /// <summary>The pass keeps its draws: a step that begins between Forward and Backward belongs to the next one.</summary>
    [Fact]
    public void Backward_uses_the_draws_of_its_forward()
    {
        float[] expected = InputGradient(begins: false), actual = InputGradient(begins: true);
        Assert.Equal(expected, actual);

        float[] InputGradient(bool begins)
        {
            using Gradients<DropoutModel> gradients = DropoutModel.CreateGradients();
            var inputGradient = new float[_input.Length];
            Pass(1, 2);
            if (begins) _workspace.BeginStep(5, 6);
            _model.Backward(ProbeRun.Values(Batch * DropoutModel.OutputSize, 3), gradients, _workspace, inputGradient);
            return inputGradient;
        }
    }

    [Fact]
    public void Threads_and_vector_widths_draw_the_same()
    {
        // Enough samples for the masks to be drawn by several threads.
        const int Large = 150;
        float[] input = ProbeRun.Values(Large * DropoutModel.InputSize, 1);
        float[]? expected = null;
        foreach (SimdLevel simd in new[] { SimdLevel.Vector128, SimdLevel.Vector256, SimdLevel.Vector512 })
        {
            foreach (int threads in new[] { 1, 2, 3 })
            {
                using Workspace<DropoutModel> workspace = DropoutModel.CreateWorkspace(Large);
                workspace.State.Simd = simd;
                workspace.State.Pool = new WorkerPool(threads);
                workspace.BeginStep(1, 2);
                float[] output = _model.Forward(input, workspace).ToArray();
                Assert.Equal(expected ??= output, output);
            }
        }
    }

    [Fact]
    public void Negative_steps_and_samples_are_errors()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _workspace.BeginStep(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _workspace.BeginStep(1, 1, -1));
    }

    public void Dispose()
    {
        _workspace.Dispose();
        _model.Dispose();
    }

    private float[] Pass(ulong seed, long step, long firstSample = 0)
    {
        _workspace.BeginStep(seed, step, firstSample);
        return Pass();
    }

    private float[] Pass() => _model.Forward(_input, _workspace).ToArray();
}

using System;
using System.Threading;
using Tokitai.Tests.Models;
using Xunit;

namespace Tokitai.Tests;

/// <summary>Wrong calls throw before anything is written, with the numbers in the message.</summary>
public sealed class PassErrorTests : IDisposable
{
    private readonly MlpRelu _model = new(1);
    private readonly Workspace<MlpRelu> _workspace = MlpRelu.CreateWorkspace(4);
    private readonly Gradients<MlpRelu> _gradients = MlpRelu.CreateGradients();

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(39)]
    public void An_input_that_is_no_whole_number_of_samples(int length)
    {
        var error = Assert.Throws<ArgumentException>(() => _model.Forward(new float[length], _workspace));
        Assert.Contains($"{length} values", error.Message);
        Assert.Contains("input size 10", error.Message);
    }

    [Fact]
    public void An_empty_batch()
    {
        var error = Assert.Throws<ArgumentException>(() => _model.Forward([], _workspace));
        Assert.Contains("0 samples; this workspace takes 1 to 4", error.Message);
    }

    [Fact]
    public void A_batch_above_the_maximum()
    {
        var error = Assert.Throws<ArgumentException>(() => _model.Forward(new float[50], _workspace));
        Assert.Contains("5 samples; this workspace takes 1 to 4", error.Message);
    }

    [Fact]
    public void A_workspace_for_no_samples() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MlpRelu.CreateWorkspace(0));

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData((1 << 26) + 1)]
    public void A_workspace_for_more_samples_than_kernels_count(int maxBatch)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => MlpRelu.CreateWorkspace(maxBatch));
        Assert.Contains("MlpRelu (10 inputs, 6 outputs) takes at most 67108864 samples", error.Message);
    }

    [Fact]
    public void A_missing_workspace() => Assert.Throws<ArgumentNullException>(() => _model.Forward(new float[10], null!));

    [Fact]
    public void Backward_without_a_forward()
    {
        var error = Assert.Throws<InvalidOperationException>(() => _model.Backward(new float[6], _gradients, _workspace));
        Assert.Contains("no forward pass of MlpRelu", error.Message);
    }

    [Fact]
    public void A_second_backward()
    {
        _model.Forward(new float[10], _workspace);
        _model.Backward(new float[6], _gradients, _workspace);
        Assert.Throws<InvalidOperationException>(() => _model.Backward(new float[6], _gradients, _workspace));
    }

    [Fact]
    public void Backward_on_a_forward_only_workspace()
    {
        using Workspace<MlpRelu> inference = MlpRelu.CreateWorkspace(4, training: false);
        _model.Forward(new float[10], inference);
        var error = Assert.Throws<InvalidOperationException>(() => _model.Backward(new float[6], _gradients, inference));
        Assert.Contains("training: false", error.Message);
    }

    [Fact]
    public void Backward_by_another_model_than_forward()
    {
        using var other = new MlpRelu(2);
        _model.Forward(new float[10], _workspace);
        var error = Assert.Throws<InvalidOperationException>(() => other.Backward(new float[6], _gradients, _workspace));
        Assert.Contains("another MlpRelu", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(13)]
    public void An_output_gradient_of_the_wrong_length(int length)
    {
        _model.Forward(new float[20], _workspace);
        var error = Assert.Throws<ArgumentException>(() => _model.Backward(new float[length], _gradients, _workspace));
        Assert.Contains($"{length} values; 2 samples of 6 outputs need 12", error.Message);
    }

    [Fact]
    public void An_input_gradient_of_the_wrong_length()
    {
        _model.Forward(new float[20], _workspace);
        var error = Assert.Throws<ArgumentException>(() => _model.Backward(new float[12], _gradients, _workspace, new float[10]));
        Assert.Contains("10 values; 2 samples of 10 inputs need 20", error.Message);
    }

    [Fact]
    public void A_refused_backward_keeps_the_forward_pass()
    {
        _model.Forward(new float[10], _workspace);
        Assert.Throws<ArgumentException>(() => _model.Backward(new float[5], _gradients, _workspace));
        _model.Backward(new float[6], _gradients, _workspace);
    }

    [Fact]
    public void An_auxiliary_scale_that_is_not_finite()
    {
        _model.Forward(new float[10], _workspace);
        Assert.Throws<ArgumentException>(() => _model.Backward(new float[6], _gradients, _workspace, auxiliaryScale: float.NaN));
    }

    [Fact]
    public void Use_after_dispose_names_the_object()
    {
        var model = new MlpRelu(1);
        model.Dispose();
        Assert.Equal("MlpRelu", Assert.Throws<ObjectDisposedException>(() => model.Forward(new float[10], _workspace)).ObjectName);
        Assert.Equal("MlpRelu", Assert.Throws<ObjectDisposedException>(() => model.Parameters.Clear()).ObjectName);

        Workspace<MlpRelu> workspace = MlpRelu.CreateWorkspace(1);
        workspace.Dispose();
        Assert.Contains("Workspace", Assert.Throws<ObjectDisposedException>(() => _model.Forward(new float[10], workspace)).ObjectName);

        Gradients<MlpRelu> gradients = MlpRelu.CreateGradients();
        gradients.Dispose();
        _model.Forward(new float[10], _workspace);
        Assert.Equal("Gradients of MlpRelu", Assert.Throws<ObjectDisposedException>(() => _model.Backward(new float[6], gradients, _workspace)).ObjectName);
        Assert.Throws<ObjectDisposedException>(() => gradients[0].ToArray());

        var optimizer = new AdamW<MlpRelu>(_model);
        optimizer.Dispose();
        Assert.Equal("TensorSet of MlpRelu", Assert.Throws<ObjectDisposedException>(() => optimizer.FirstMoment[0].ToArray()).ObjectName);
    }

    [Fact]
    public void After_an_error_the_workspace_is_free_again()
    {
        using var disposed = new MlpRelu(1);
        disposed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => disposed.Forward(new float[10], _workspace));
        _model.Forward(new float[10], _workspace);
    }

    [Fact]
    public void A_result_stays_readable_after_dispose()
    {
        using var model = new MlpRelu(1);
        Workspace<MlpRelu> workspace = MlpRelu.CreateWorkspace(1);
        ReadOnlySpan<float> result = model.Forward([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], workspace);
        float[] before = result.ToArray();
        workspace.Dispose();
        GC.Collect();
        Assert.Equal(before, result.ToArray());
    }

    [Fact]
    public void Two_passes_on_one_workspace_at_the_same_time()
    {
        _workspace.State.Enter();
        var error = Assert.Throws<InvalidOperationException>(() => _model.Forward(new float[10], _workspace));
        Assert.Contains("give each thread a workspace of its own", error.Message);
        _workspace.State.Exit();
        _model.Forward(new float[10], _workspace);
    }

    [Fact]
    public void An_optimizer_of_another_model()
    {
        using var other = new MlpRelu(2);
        using var optimizer = new Sgd<MlpRelu>(other);
        _model.Forward(new float[10], _workspace);
        var error = Assert.Throws<ArgumentException>(() => _model.BackwardAndUpdate(new float[6], optimizer, _workspace));
        Assert.Contains("made for another MlpRelu", error.Message);
    }

    [Fact]
    public void Dispose_during_a_pass_waits_for_its_end()
    {
        // Hammers the race: a pass either runs to its end on live memory or throws ObjectDisposedException, never anything else.
        for (int round = 0; round < 200; round++)
        {
            var model = new MlpRelu(1);
            Workspace<MlpRelu> workspace = MlpRelu.CreateWorkspace(4);
            using var start = new Barrier(2);
            var passes = new Thread(() =>
            {
                start.SignalAndWait();
                try
                {
                    while (true) model.Forward(new float[40], workspace);
                }
                catch (ObjectDisposedException)
                {
                }
            });
            passes.Start();
            start.SignalAndWait();
            model.Dispose();
            workspace.Dispose();
            Assert.True(passes.Join(TimeSpan.FromSeconds(30)));
        }
    }

    public void Dispose()
    {
        _model.Dispose();
        _workspace.Dispose();
        _gradients.Dispose();
    }
}

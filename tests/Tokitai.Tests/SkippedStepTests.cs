using System;
using System.Linq;
using Tokitai.Tests.Models;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests;

/// <summary>A pass that is not finite moves neither parameters nor optimizer, whichever way it updates.</summary>
public sealed class SkippedStepTests : IDisposable
{
    private readonly MlpRelu _model = new(1);
    private readonly Workspace<MlpRelu> _workspace = MlpRelu.CreateWorkspace(2);
    private readonly Gradients<MlpRelu> _gradients = MlpRelu.CreateGradients();
    private readonly float[] _input = [.. Enumerable.Range(0, 20).Select(i => (i - 8) * 0.1f)];
    private readonly float[] _outputGradient = [.. Enumerable.Range(0, 12).Select(i => (i - 5) * 0.1f)];

    public static TheoryData<string, float, bool> Cases()
    {
        var cases = new TheoryData<string, float, bool>();
        foreach (string name in EveryOptimizer.Names)
        {
            foreach (bool fused in new[] { false, true })
            {
                cases.Add(name, float.PositiveInfinity, fused);
                cases.Add(name, 1, fused);
            }
        }

        return cases;
    }

    public void Dispose()
    {
        _gradients.Dispose();
        _workspace.Dispose();
        _model.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_output_gradient_that_is_not_finite(string name, float maxNorm, bool fused)
    {
        foreach (float value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            float[] outputGradient = [.. _outputGradient];
            outputGradient[^1] = value;
            Skips(name, maxNorm, fused, _input, outputGradient, measured: false);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_output_that_is_not_finite(string name, float maxNorm, bool fused)
    {
        float[] input = [.. _input];
        input[3] = float.NaN;
        Skips(name, maxNorm, fused, input, _outputGradient, measured: false);
    }

    /// <summary>A function that saturates hides the infinity of an input: the outputs are finite, and the gradient of the first weight is not.</summary>
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 36)]
    [InlineData(true, 36)]
    public void An_input_that_is_not_finite_behind_outputs_that_are(bool fused, int feature)
    {
        foreach (float value in new[] { float.PositiveInfinity, float.NegativeInfinity })
        {
            using Saturating model = new(1), untouched = new(1);
            using var optimizer = new AdamW<Saturating>(model);
            using Workspace<Saturating> workspace = Saturating.CreateWorkspace(3);
            using Gradients<Saturating> gradients = Saturating.CreateGradients();
            var input = new float[3 * Saturating.InputSize];
            input[^(Saturating.InputSize - feature)] = value;
            Assert.All(model.Forward(input, workspace).ToArray(), output => Assert.True(float.IsFinite(output)));
            if (fused)
            {
                model.BackwardAndUpdate(new float[6], optimizer, workspace);
            }
            else
            {
                model.Backward(new float[6], gradients, workspace);
                optimizer.Step(gradients);
            }

            Assert.Equal((0, 1, true), (optimizer.StepCount, optimizer.SkippedSteps, optimizer.LastStepSkipped));
            Assert.All(model.Parameters.Zip(untouched.Parameters), pair => Assert.Equal(pair.Second.ToArray(), pair.First.ToArray()));

            // The workspace and the optimizer go on.
            model.Forward(new float[input.Length], workspace);
            model.BackwardAndUpdate(new float[6], optimizer, workspace);
            Assert.Equal((1, 1), (optimizer.StepCount, optimizer.SkippedSteps));
        }
    }

    /// <summary>What a residual carries past the first layer with parameters is read by the next ones.</summary>
    [Fact]
    public void An_infinity_that_a_residual_carries_past_the_first_layer()
    {
        using CarriedInputs model = new(1);
        using var optimizer = new AdamW<CarriedInputs>(model);
        using Workspace<CarriedInputs> workspace = CarriedInputs.CreateWorkspace(2);
        Assert.All(model.Forward([1, 2, 3, 4, float.PositiveInfinity, 6], workspace).ToArray(), output => Assert.True(float.IsFinite(output)));
        model.BackwardAndUpdate([1, 2, 3, 4], optimizer, workspace);
        Assert.Equal((0, 1), (optimizer.StepCount, optimizer.SkippedSteps));
        Assert.All(model.Parameters, tensor => Assert.All(tensor.ToArray(), value => Assert.True(float.IsFinite(value))));
    }

    /// <summary>Infinities that an encoding or a function in front of all parameters makes finite are inputs like others.</summary>
    [Fact]
    public void An_infinity_that_no_layer_with_parameters_reads()
    {
        using BoundedInputs model = new(1);
        using var optimizer = new AdamW<BoundedInputs>(model);
        using Workspace<BoundedInputs> workspace = BoundedInputs.CreateWorkspace(2);
        float[] input = [1, float.PositiveInfinity, 3, 4, 5, float.NegativeInfinity];
        model.Forward(input, workspace);
        model.BackwardAndUpdate([1, 2], optimizer, workspace);
        Assert.Equal((1, 0), (optimizer.StepCount, optimizer.SkippedSteps));
        Assert.All(model.Parameters, tensor => Assert.All(tensor.ToArray(), value => Assert.True(float.IsFinite(value))));
    }

    /// <summary>Output and output gradient are finite; the gradients overflow on the way.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void A_norm_that_is_not_finite_where_one_is_measured(string name, float maxNorm, bool fused)
    {
        if (float.IsPositiveInfinity(maxNorm)) return;
        float[] input = [.. _input.Select(value => value * 1e3f)];
        float[] outputGradient = [.. _outputGradient.Select(value => value * 3e38f)];
        Skips(name, maxNorm, fused, input, outputGradient, measured: true);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void The_input_gradient_of_a_skipped_update_is_written(bool measures, bool overflows)
    {
        using var optimizer = new Sgd<MlpRelu>(_model);
        if (measures) optimizer.MaxGradientNorm = 1;
        float[] input = [.. _input], outputGradient = [.. _outputGradient];
        if (overflows) outputGradient[0] = float.MaxValue;
        else outputGradient[0] = float.NaN;
        if (overflows) input[0] = 1e6f;
        float[] expected = new float[20], actual = new float[20];
        _model.Forward(input, _workspace);
        _model.Backward(outputGradient, _gradients, _workspace, expected);
        _model.Forward(input, _workspace);
        _model.BackwardAndUpdate(outputGradient, optimizer, _workspace, actual);

        // What overflows is found by measuring alone.
        Assert.Equal(measures || !overflows, optimizer.LastStepSkipped);
        Assert.Equal(expected, actual);
        Assert.Contains(actual, value => value != 0);
    }

    [Fact]
    public void A_skipped_pass_is_consumed()
    {
        using var optimizer = new Sgd<MlpRelu>(_model);
        float[] outputGradient = [.. _outputGradient];
        outputGradient[0] = float.NaN;
        _model.Forward(_input, _workspace);
        _model.BackwardAndUpdate(outputGradient, optimizer, _workspace);
        Assert.True(optimizer.LastStepSkipped);
        Assert.Throws<InvalidOperationException>(() => _model.BackwardAndUpdate(_outputGradient, optimizer, _workspace));
    }

    [Fact]
    public void One_bad_micro_batch_spoils_the_step_and_overwriting_forgets_it()
    {
        using var optimizer = new Sgd<MlpRelu>(_model);
        float[] bad = [.. _outputGradient];
        bad[0] = float.NaN;
        Backward(bad, accumulate: false);
        Backward(_outputGradient, accumulate: true);
        optimizer.Step(_gradients);
        Assert.True(optimizer.LastStepSkipped);

        Backward(_outputGradient, accumulate: false);
        Backward(bad, accumulate: true);
        optimizer.Step(_gradients);
        Assert.True(optimizer.LastStepSkipped);

        Backward(_outputGradient, accumulate: false);
        optimizer.Step(_gradients);
        Assert.Equal((1, 2, false), (optimizer.StepCount, optimizer.SkippedSteps, optimizer.LastStepSkipped));
    }

    [Fact]
    public void Cleared_gradients_may_be_added_to()
    {
        using var optimizer = new Sgd<MlpRelu>(_model);
        float[] bad = [.. _outputGradient];
        bad[0] = float.NaN;
        Backward(bad, accumulate: false);
        _gradients.Clear();
        Backward(_outputGradient, accumulate: true);
        optimizer.Step(_gradients);
        Assert.False(optimizer.LastStepSkipped);
    }

    private void Backward(float[] outputGradient, bool accumulate)
    {
        _model.Forward(_input, _workspace);
        _model.Backward(outputGradient, _gradients, _workspace, accumulate: accumulate);
    }

    /// <summary>Takes a good step, the bad one, and a good one again, which must be as if the bad one had never been.</summary>
    private void Skips(string name, float maxNorm, bool fused, float[] input, float[] outputGradient, bool measured)
    {
        using MlpRelu model = new(1), untroubled = new(1);
        using Optimizer<MlpRelu> optimizer = EveryOptimizer.Create(name, model), other = EveryOptimizer.Create(name, untroubled);
        optimizer.MaxGradientNorm = other.MaxGradientNorm = maxNorm;
        Step(model, optimizer, _input, _outputGradient);
        Step(untroubled, other, _input, _outputGradient);
        Assert.Equal(0, optimizer.SkippedSteps);

        Step(model, optimizer, input, outputGradient);
        Assert.Equal((1, 1, true), (optimizer.StepCount, optimizer.SkippedSteps, optimizer.LastStepSkipped));
        if (measured) Assert.False(double.IsFinite(optimizer.GradientNorm));
        else Assert.Equal(double.NaN, optimizer.GradientNorm);
        Assert.Equal(Bits(other), Bits(optimizer));

        Step(model, optimizer, _input, _outputGradient);
        Step(untroubled, other, _input, _outputGradient);
        Assert.Equal((2, 1, false), (optimizer.StepCount, optimizer.SkippedSteps, optimizer.LastStepSkipped));
        Assert.Equal(Bits(other), Bits(optimizer));

        void Step(MlpRelu model, Optimizer<MlpRelu> optimizer, float[] input, float[] outputGradient)
        {
            model.Forward(input, _workspace);
            if (fused)
            {
                model.BackwardAndUpdate(outputGradient, optimizer, _workspace);
                return;
            }

            model.Backward(outputGradient, _gradients, _workspace);
            optimizer.Step(_gradients);
        }
    }

    private static float[] Bits(Optimizer<MlpRelu> optimizer) =>
        [.. optimizer.Model.Parameters.SelectMany(tensor => tensor.ToArray()), .. optimizer.State.SelectMany(state => state.Tensors.SelectMany(tensor => tensor.ToArray()))];
}

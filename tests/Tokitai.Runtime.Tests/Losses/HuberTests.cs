using System;
using System.Globalization;
using System.Linq;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Losses;

/// <summary>Huber's loss: values, gradients, the kink and extremes.</summary>
public class HuberTests
{
    /// <summary>All is computed in double: what is left are the roundings of the gradient and of the file.</summary>
    private const double Tolerance = 1.3e-7;

    [Fact]
    public void Agrees_with_PyTorch_on_a_linear_model() => LossAssert.LinearModel("loss_huber_1", Objective.Huber(6), 5e-7);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1000)]
    public void Agrees_with_PyTorch(int outputs) => LossAssert.Case(
        ReferenceFile.Open("torch_huber"), outputs.ToString(CultureInfo.InvariantCulture), Objective.Huber(outputs, 0.3f), Tolerance, Tolerance);

    [Fact]
    public void The_gradient_is_the_derivative()
    {
        float[] output = [.. Values.Uniform(40, 1).Select(y => 3 * y)], target = Values.Uniform(40, 2);
        var gradient = new float[40];
        double loss = Objective.Huber(8, 0.75f).Evaluate(output, target, gradient);
        Assert.Equal(LossReference.Huber(Array.ConvertAll(output, y => (double)y), target, 0.75), loss, 1e-14);
        Assert.All(output.Zip(target), pair => Assert.True(Math.Abs(Math.Abs(pair.First - pair.Second) - 0.75) > 1e-3));
        LossAssert.Gradient(LossReference.Gradient(y => LossReference.Huber(y, target, 0.75), output), gradient, Tolerance);
    }

    [Theory]
    [InlineData(0.5f, 0.125, 0.5f)]
    [InlineData(-0.5f, 0.125, -0.5f)]
    [InlineData(0.25f, 0.03125, 0.25f)]
    [InlineData(2.5f, 1.125, 0.5f)]
    [InlineData(-2.5f, 1.125, -0.5f)]
    [InlineData(0f, 0, 0f)]
    public void Is_half_a_square_up_to_delta_and_linear_beyond(float difference, double loss, float gradient)
    {
        var gradients = new float[1];
        Assert.Equal(loss, Objective.Huber(1, 0.5f).Evaluate([1 + difference], new[] { 1f }, gradients));
        Assert.Equal(gradient, gradients[0]);
    }

    [Fact]
    public void Differences_do_not_overflow()
    {
        var gradient = new float[1];
        Assert.Equal(2.0 * float.MaxValue, Objective.Huber(1).Evaluate([float.MaxValue], new[] { float.MinValue }, gradient), 1e-12 * float.MaxValue);
        Assert.Equal(1, gradient[0]);
        double half = 1.5 * (double)float.MaxValue * float.MaxValue;
        Assert.Equal(half, Objective.Huber(1, float.MaxValue).Evaluate([float.MaxValue], new[] { float.MinValue }), 1e-12 * half);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void An_output_that_is_not_finite_makes_the_loss_so(float output) =>
        Assert.False(double.IsFinite(Objective.Huber(2).Evaluate([1, output], new float[] { 1, 0 })));
}

using System;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Losses;

/// <summary>Mean squared error: values, gradients and extremes.</summary>
public class MeanSquaredErrorTests
{
    [Fact]
    public void Agrees_with_PyTorch()
    {
        ReferenceFile file = ReferenceFile.Open("mlp_relu_b7");
        float[] output = file.Floats("output");
        var gradient = new float[output.Length];
        double loss = Objective.MeanSquaredError(6).Evaluate(output, file.Floats("target"), gradient);

        // The file's outputs and loss are rounded to float32.
        Assert.Equal(1, loss / file.Floats("loss")[0], 3e-7);

        // The last layer's bias adds to every row: its gradient is the sum of the rows' gradients.
        float[] bias = file.Floats("grad.003");
        for (int j = 0; j < 6; j++)
        {
            double sum = 0;
            for (int row = 0; row < 7; row++) sum += gradient[(row * 6) + j];
            Assert.Equal(bias[j], sum, 1e-6);
        }
    }

    [Fact]
    public void Gradient_is_the_derivative()
    {
        float[] output = [1.5f, -2, 0.25f, 3, 1, -1];
        float[] target = [1, 1, 0.5f, 3, -4, 0];
        var gradient = new float[6];
        double loss = Objective.MeanSquaredError(3).Evaluate(output, target, gradient);
        Assert.Equal((0.25 + 9 + 0.0625 + 0 + 25 + 1) / 6, loss, 1e-15);
        Assert.Equal([0.5f / 3, -3f / 3, -0.25f / 3, 0, 5f / 3, -1f / 3], gradient, new Close(1e-7f));
    }

    [Fact]
    public void Gradient_agrees_with_finite_differences()
    {
        float[] output = Values.Uniform(34, 1), target = Values.Uniform(34, 2);
        var gradient = new float[34];
        double loss = Objective.MeanSquaredError(17).Evaluate(output, target, gradient);
        Assert.Equal(LossReference.MeanSquaredError(Array.ConvertAll(output, y => (double)y), target), loss, 1e-14);

        // One rounding to float32.
        LossAssert.Gradient(LossReference.Gradient(y => LossReference.MeanSquaredError(y, target), output), gradient, 1e-7);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void An_output_that_is_not_finite_makes_the_loss_so(float output) =>
        Assert.False(double.IsFinite(Objective.MeanSquaredError(2).Evaluate([1, output], new float[] { 1, 0 })));

    [Fact]
    public void Neither_differences_nor_squares_overflow()
    {
        float[] output = [float.MaxValue];
        float[] target = [float.MinValue];
        var gradient = new float[1];
        double loss = Objective.MeanSquaredError(1).Evaluate(output, target, gradient, stepWeight: 1000);
        Assert.Equal(4 * (double)float.MaxValue * float.MaxValue / 1000, loss, 1e-10 * loss);
        Assert.Equal(4e-3 * float.MaxValue, gradient[0], 1e-7 * gradient[0]);
    }
}

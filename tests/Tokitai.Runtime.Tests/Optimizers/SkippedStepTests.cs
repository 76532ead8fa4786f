using System.Linq;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Optimizers;

/// <summary>A step with gradients that are not finite leaves everything as it was.</summary>
public class SkippedStepTests
{
    public static TheoryData<string> Optimizers => UpdateTests.Optimizers;

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_norm_that_is_not_finite_changes_nothing(string name)
    {
        using SmallModel model = SmallModel.Create(0);
        using Gradients<SmallModel> gradients = SmallModel.CreateGradients();
        using Optimizer<SmallModel> optimizer = UpdateTests.Make(name, model);
        optimizer.MaxGradientNorm = float.MaxValue;
        gradients.Randomize(1);
        optimizer.Step(gradients);
        Assert.False(optimizer.LastStepSkipped);
        uint[] before = Bits(optimizer);

        foreach (float value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            Spoil(gradients, value);
            optimizer.Step(gradients);
            Assert.True(optimizer.LastStepSkipped);
            Assert.False(double.IsFinite(optimizer.GradientNorm));
        }

        Assert.Equal(before, Bits(optimizer));
        Assert.Equal((1, 3), (optimizer.StepCount, optimizer.SkippedSteps));
        gradients.Randomize(2);
        optimizer.Step(gradients);
        Assert.NotEqual(before, Bits(optimizer));
        Assert.Equal((2, 3, false), (optimizer.StepCount, optimizer.SkippedSteps, optimizer.LastStepSkipped));
    }

    [Fact]
    public void Without_measuring_nobody_looks_at_each_gradient()
    {
        using SmallModel model = SmallModel.Create(0);
        using Gradients<SmallModel> gradients = SmallModel.CreateGradients();
        using var optimizer = new Sgd<SmallModel>(model) { MaxGradientValue = 1 };
        Spoil(gradients, float.NaN);
        optimizer.Step(gradients);
        Assert.False(optimizer.LastStepSkipped);
        Assert.Contains(float.NaN, model.Parameters[0].ToArray());
    }

    [Fact]
    public void Gradients_that_could_not_be_clipped_are_skipped_until_they_are_cleared()
    {
        using SmallModel model = SmallModel.Create(0);
        using Gradients<SmallModel> gradients = SmallModel.CreateGradients();
        using var optimizer = new Sgd<SmallModel>(model);
        Spoil(gradients, float.NaN);
        uint[] before = gradients.PackedBits(), parameters = model.Parameters.PackedBits();
        Assert.Equal(double.NaN, gradients.ClipByGlobalNorm(1));
        Assert.Equal(before, gradients.PackedBits());
        optimizer.Step(gradients);
        Assert.Equal((0, 1, true, double.NaN), (optimizer.StepCount, optimizer.SkippedSteps, optimizer.LastStepSkipped, optimizer.GradientNorm));
        Assert.Equal(parameters, model.Parameters.PackedBits());

        ((TensorSet)gradients).Clear();
        optimizer.Step(gradients);
        Assert.Equal((1, 1, false), (optimizer.StepCount, optimizer.SkippedSteps, optimizer.LastStepSkipped));
    }

    private static void Spoil(Gradients<SmallModel> gradients, float value)
    {
        gradients.Randomize(3);
        float[] values = gradients[0].ToArray();
        values[7] = value;
        gradients[0].CopyFrom(values);
    }

    private static uint[] Bits(Optimizer<SmallModel> optimizer) =>
        [.. optimizer.Model.Parameters.PackedBits(), .. optimizer.State.SelectMany(state => state.Tensors.PackedBits())];
}

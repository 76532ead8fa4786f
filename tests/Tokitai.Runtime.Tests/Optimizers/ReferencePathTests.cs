using System;
using System.Linq;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Optimizers;

/// <summary>Every optimizer follows PyTorch's path for all its 25 steps.</summary>
public class ReferencePathTests
{
    /// <summary>
    /// Relative to the largest parameter. The reference is float64; a float32 step rounds each parameter a few times (6e-8 each),
    /// and 25 steps add up: 25 * 6e-8 = 1.5e-6 if all errors pointed the same way. Measured: 5.3e-7 at most (AdamW).
    /// </summary>
    private const float PathTolerance = 1e-6f;

    [Fact]
    public void Sgd_follows_the_reference() =>
        Follow("optim_sgd", model => new Sgd<VectorModel>(model, learningRate: 0.05f));

    [Fact]
    public void Sgd_with_nesterov_momentum_and_decay_follows_the_reference() =>
        Follow(
            "optim_sgd_momentum_nesterov",
            model => new Sgd<VectorModel>(model, learningRate: 0.05f, momentum: 0.9f, nesterov: true, weightDecay: 0.01f));

    [Fact]
    public void AdamW_follows_the_reference() =>
        Follow(
            "optim_adamw",
            model => new AdamW<VectorModel>(model, learningRate: 3e-3f, beta1: 0.9f, beta2: 0.95f, epsilon: 1e-8f, weightDecay: 0.1f));

    private static void Follow(string name, Func<VectorModel, Optimizer<VectorModel>> make)
    {
        var reference = new OptimizerCase(name);
        using VectorModel model = VectorModel.Create(0);
        using Gradients<VectorModel> gradients = VectorModel.CreateGradients();
        using Optimizer<VectorModel> optimizer = make(model);
        model.Parameters[0].CopyFrom(reference.Start);

        Assert.Equal(25, reference.After.Length);
        for (int step = 0; step < reference.After.Length; step++)
        {
            gradients[0].CopyFrom(reference.Gradients[step]);
            optimizer.Step(gradients);

            float[] expected = reference.After[step], actual = model.Parameters[0].ToArray();
            float error = expected.Zip(actual, (want, have) => MathF.Abs(want - have)).Max() / expected.Max(MathF.Abs);
            Assert.True(error <= PathTolerance, $"{name}, step {step + 1}: relative error {error:e2}");
        }

        Assert.Equal(25, optimizer.StepCount);
    }
}

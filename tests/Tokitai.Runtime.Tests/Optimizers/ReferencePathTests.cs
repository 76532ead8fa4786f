using System;
using System.Linq;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Tests.Optimizers;

/// <summary>
/// Every optimizer follows PyTorch's path for all its 25 steps, at every vector width (Lion the path of its paper's formula, which
/// PyTorch computed). eng/optimizer-references.py writes the paths that are not part of the common references.
/// </summary>
public class ReferencePathTests(ITestOutputHelper log)
{
    /// <summary>
    /// Relative to the largest parameter. The reference is float64; a float32 step rounds each parameter a few times (6e-8 each),
    /// and 25 steps add up: 25 * 6e-8 = 1.5e-6 if all errors pointed the same way. Measured: 5.3e-7 at most (AdamW), 3.2e-7 for the others.
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

    [Fact]
    public void Adam_follows_the_reference() =>
        Follow("optim_adam", model => new Adam<VectorModel>(model, learningRate: 3e-3f));

    [Fact]
    public void Adam_with_decay_follows_the_reference() =>
        Follow("optim_adam_decay", model => new Adam<VectorModel>(model, learningRate: 3e-3f, weightDecay: 0.1f));

    [Fact]
    public void Lion_follows_the_reference() =>
        Follow("optim_lion", model => new Lion<VectorModel>(model, learningRate: 1e-2f, weightDecay: 0.1f));

    [Fact]
    public void Clipping_by_norm_follows_the_reference() =>
        Follow(
            "optim_sgd_clip_norm",
            model => new Sgd<VectorModel>(model, learningRate: 0.05f, momentum: 0.9f, weightDecay: 0.01f) { MaxGradientNorm = 5 },
            clips: true);

    [Fact]
    public void Clipping_by_norm_then_by_value_follows_the_reference() =>
        Follow(
            "optim_adamw_clip_norm_value",
            model => new AdamW<VectorModel>(model, learningRate: 3e-3f, beta2: 0.95f, weightDecay: 0.1f)
            {
                MaxGradientNorm = 5,
                MaxGradientValue = 0.8f,
            },
            clips: true);

    private void Follow(string name, Func<VectorModel, Optimizer<VectorModel>> make, bool clips = false)
    {
        foreach (SimdLevel simd in VectorMap.Levels) Follow(name, make, clips, simd);
    }

    private void Follow(string name, Func<VectorModel, Optimizer<VectorModel>> make, bool clips, SimdLevel simd)
    {
        var reference = new OptimizerCase(name);
        using VectorModel model = VectorModel.Create(0);
        using Gradients<VectorModel> gradients = VectorModel.CreateGradients();
        using Optimizer<VectorModel> optimizer = make(model);
        optimizer.Rule.Simd = simd;
        model.Parameters[0].CopyFrom(reference.Start);

        float worst = 0;
        Assert.Equal(25, reference.After.Length);
        for (int step = 0; step < reference.After.Length; step++)
        {
            gradients[0].CopyFrom(reference.Gradients[step]);
            optimizer.Step(gradients);

            float[] expected = reference.After[step], actual = model.Parameters[0].ToArray();
            float error = expected.Zip(actual, (want, have) => MathF.Abs(want - have)).Max() / expected.Max(MathF.Abs);
            worst = MathF.Max(worst, error);
            Assert.True(error <= PathTolerance, $"{name}, {simd}, step {step + 1}: relative error {error:e2}");

            // The reference is rounded to float, the norm is not.
            if (clips) Assert.Equal(reference.Norms[step], (float)optimizer.GradientNorm);
            else Assert.Equal(double.NaN, optimizer.GradientNorm);
        }

        log.WriteLine($"{name}, {simd}: worst relative error {worst:e2}");
        Assert.Equal(25, optimizer.StepCount);
        if (!clips) return;

        // Both branches were taken.
        Assert.Contains(reference.Norms, norm => norm < optimizer.MaxGradientNorm);
        Assert.Contains(reference.Norms, norm => norm > optimizer.MaxGradientNorm);
    }
}

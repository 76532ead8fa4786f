using System;
using System.Linq;
using Tokitai.Optimizers;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Optimizers;

/// <summary>Clipping of gradients in place, and as a setting of an optimizer: the same bits.</summary>
public sealed class GradientClippingTests : IDisposable
{
    private readonly Gradients<SmallModel> _gradients = SmallModel.CreateGradients();

    public GradientClippingTests() => _gradients.Randomize(1);

    public static TheoryData<string> Optimizers => UpdateTests.Optimizers;

    public void Dispose() => _gradients.Dispose();

    [Fact]
    public void Clipping_by_norm_returns_the_norm_before_and_leaves_the_bound()
    {
        double before = _gradients.Norm();
        Assert.True(before > 10);
        Assert.Equal(before, _gradients.ClipByGlobalNorm(7));

        // The factor is short of 7 / norm by 1e-6 / norm, and is rounded to float, as are the products.
        Assert.InRange(_gradients.Norm(), 7 * (1 - 1e-6), 7 * (1 + 1e-6));
    }

    [Fact]
    public void A_norm_below_the_bound_changes_no_bit()
    {
        uint[] before = _gradients.PackedBits();
        double norm = _gradients.ClipByGlobalNorm(1e6f);
        Assert.Equal(before, _gradients.PackedBits());
        Assert.Equal(norm, _gradients.ClipByGlobalNorm(float.MaxValue));
        Assert.Equal(norm, _gradients.ClipByGlobalNorm(float.PositiveInfinity));
        Assert.Equal(before, _gradients.PackedBits());
    }

    [Fact]
    public void Clipping_by_value_moves_what_lies_outside_to_the_nearer_end()
    {
        float[] before = _gradients[0].ToArray();
        _gradients.ClipByValue(0.25f);
        Assert.Equal(before.Select(value => Math.Clamp(value, -0.25f, 0.25f)), _gradients[0].ToArray());
        Assert.True(_gradients.HasZeroPadding());
    }

    [Fact]
    public void Clipping_by_value_keeps_NaN_and_bounds_infinity()
    {
        float[] values = _gradients[1].ToArray();
        (values[0], values[1], values[2], values[3]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f);
        _gradients[1].CopyFrom(values);
        _gradients.ClipByValue(2);
        BitAssert.Equal([float.NaN, 2, -2, -0f], _gradients[1].ToArray().AsSpan(0, 4));
    }

    [Fact]
    public void All_widths_and_thread_counts_give_the_same_bits()
    {
        float[] values = _gradients[0].ToArray();
        var clip = new GradientClip(0.7f, 0.3f);
        uint[]? expected = null;
        foreach (SimdLevel simd in VectorMap.Levels)
        {
            foreach (int threads in new[] { 1, 3 })
            {
                _gradients.Randomize(1);
                _gradients.Clip(new WorkerPool(threads), simd, clip);
                expected ??= _gradients.PackedBits();
                Assert.Equal(expected, _gradients.PackedBits());
            }
        }

        Assert.Equal(values.Select(value => Math.Clamp(0.7f * value, -0.3f, 0.3f)), _gradients[0].ToArray());
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void As_a_setting_of_the_optimizer_it_gives_the_same_bits(string name)
    {
        using SmallModel separateModel = SmallModel.Create(0), settingModel = SmallModel.Create(0);
        using Optimizer<SmallModel> separate = UpdateTests.Make(name, separateModel), setting = UpdateTests.Make(name, settingModel);
        separate.MaxGradientNorm = separate.MaxGradientValue = float.PositiveInfinity;
        setting.MaxGradientNorm = 20;
        setting.MaxGradientValue = 0.05f;
        for (int step = 0; step < 3; step++)
        {
            _gradients.Randomize(step);
            setting.Step(_gradients);
            Assert.Equal(_gradients.ClipByGlobalNorm(20), setting.GradientNorm);
            _gradients.ClipByValue(0.05f);
            separate.Step(_gradients);
            Assert.Equal(double.NaN, separate.GradientNorm);
        }

        Assert.Equal(Bits(separate), Bits(setting));
    }

    [Fact]
    public void It_allocates_nothing()
    {
        using SmallModel model = SmallModel.Create(0);
        using var optimizer = new AdamW<SmallModel>(model) { MaxGradientNorm = 1, MaxGradientValue = 1 };
        Assert.Equal(0, Allocated.Least(Clip));

        void Clip()
        {
            optimizer.Step(_gradients);
            _gradients.ClipByGlobalNorm(0.1f);
            _gradients.ClipByValue(0.001f);
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void A_bound_that_is_not_above_zero_is_refused(float bound)
    {
        using SmallModel model = SmallModel.Create(0);
        using var optimizer = new Sgd<SmallModel>(model);
        Assert.Equal(bound, Assert.Throws<ArgumentOutOfRangeException>("maxNorm", () => _gradients.ClipByGlobalNorm(bound)).ActualValue);
        Assert.Equal(bound, Assert.Throws<ArgumentOutOfRangeException>("maxValue", () => _gradients.ClipByValue(bound)).ActualValue);
        Assert.Throws<ArgumentOutOfRangeException>("MaxGradientNorm", () => optimizer.MaxGradientNorm = bound);
        Assert.Throws<ArgumentOutOfRangeException>("MaxGradientValue", () => optimizer.MaxGradientValue = bound);
        Assert.Equal((float.PositiveInfinity, float.PositiveInfinity), (optimizer.MaxGradientNorm, optimizer.MaxGradientValue));
    }

    private static uint[] Bits(Optimizer<SmallModel> optimizer) =>
        [.. optimizer.Model.Parameters.PackedBits(), .. optimizer.State.SelectMany(state => state.Tensors.PackedBits())];
}

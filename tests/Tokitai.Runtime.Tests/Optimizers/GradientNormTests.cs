using System;
using System.Linq;
using Tokitai.Optimizers;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Optimizers;

/// <summary>The norm of all gradients: its value, and its bits wherever the gradients come from and whoever adds them up.</summary>
public sealed class GradientNormTests : IDisposable
{
    private readonly Gradients<SmallModel> _gradients = SmallModel.CreateGradients();

    public GradientNormTests() => _gradients.Randomize(1);

    public void Dispose() => _gradients.Dispose();

    /// <summary>
    /// The plain sum here rounds 43,000 times by 1.1e-16 relative, half of which reaches the root: 2.4e-12 at most. Measured: 3.1e-14.
    /// </summary>
    [Fact]
    public void It_is_the_root_of_the_sum_of_squares()
    {
        double expected = Math.Sqrt(_gradients.Sum(tensor => tensor.ToArray().Sum(value => (double)value * value)));
        Assert.InRange(_gradients.Norm() / expected, 1 - 2.4e-12, 1 + 2.4e-12);
    }

    [Fact]
    public void Gradients_of_zero_have_norm_zero()
    {
        _gradients.Clear();
        Assert.Equal(0, _gradients.Norm());
    }

    [Fact]
    public void Each_tensor_counts()
    {
        for (int i = 0; i < _gradients.Count; i++)
        {
            _gradients.Clear();
            var values = new float[_gradients[i].Length];
            values[^1] = -3;
            values[0] = 4;
            _gradients[i].CopyFrom(values);
            Assert.Equal(5, _gradients.Norm());
        }
    }

    /// <summary>As floats their squares would overflow, or vanish.</summary>
    [Theory]
    [InlineData(3e38f)]
    [InlineData(1e-40f)]
    public void Squares_beyond_the_range_of_float_are_no_trouble(float value)
    {
        _gradients.Clear();
        _gradients[0].CopyFrom([.. Enumerable.Repeat(value, (int)_gradients[0].Length)]);
        Assert.InRange(_gradients.Norm() / (value * Math.Sqrt(_gradients[0].Length)), 1 - 1e-13, 1 + 1e-13);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_not_finite_is_seen(float value)
    {
        var values = new float[_gradients[^1].Length];
        values[5] = value;
        _gradients[^1].CopyFrom(values);
        Assert.False(double.IsFinite(_gradients.Norm()));
    }

    /// <summary>Squares are exact in double, so this holds on every processor, fused multiply-add or not.</summary>
    [Fact]
    public void All_widths_and_thread_counts_give_the_same_bits()
    {
        double expected = _gradients.Norm();
        foreach (SimdLevel simd in VectorMap.Levels)
        {
            foreach (int threads in new[] { 1, 2, 3 }) Assert.Equal(expected, _gradients.Norm(new WorkerPool(threads), simd));
        }
    }

    [Fact]
    public void Gradients_that_come_in_runs_give_the_same_bits()
    {
        var tiles = new GradientTiles(SmallModel.Info);
        Assert.True(tiles.TaskCount > 1);
        tiles.Clear(SimdDispatch.Level);
        KernelRuns.Send(_gradients, tiles);
        Assert.Equal(_gradients.Norm(), tiles.Norm);
    }

    [Fact]
    public void What_nobody_hands_in_counts_as_zero()
    {
        var tiles = new GradientTiles(SmallModel.Info);
        KernelRuns.Send(_gradients, tiles);
        Assert.NotEqual(0, tiles.Norm);
        tiles.Clear(SimdDispatch.Level);
        Assert.Equal(0, tiles.Norm);
    }

    [Fact]
    public void Measuring_allocates_nothing()
    {
        Assert.Equal(0, Allocated.Least(() => _gradients.Norm()));
    }

    [Fact]
    public void Disposed_gradients_have_none()
    {
        _gradients.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _gradients.Norm());
    }
}

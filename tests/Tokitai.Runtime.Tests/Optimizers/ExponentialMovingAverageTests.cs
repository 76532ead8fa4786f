using System;
using System.Linq;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Optimizers;

/// <summary>The running mean of parameters: PyTorch's values, bits, resuming, errors.</summary>
public class ExponentialMovingAverageTests
{
    /// <summary>
    /// Relative to the largest average. The reference is float64; each update rounds twice (6e-8), and earlier errors decay with the
    /// average: 1 / (1 - 0.9) of them add up at most, 1.2e-6. Measured: 1.8e-7.
    /// </summary>
    private const float Tolerance = 5e-7f;

    [Theory]
    [InlineData("average_fixed", 0.9f, false)]
    [InlineData("average_warm", 0.6f, true)]
    public void It_follows_the_reference(string name, float decay, bool warmup)
    {
        ReferenceFile reference = ReferenceFile.Open(name);
        float[][] parameters = [.. reference.Floats("params").Chunk(VectorModel.Length)];
        float[][] averages = [.. reference.Floats("averages").Chunk(VectorModel.Length)];
        foreach (SimdLevel simd in VectorMap.Levels)
        {
            using VectorModel model = VectorModel.Create(0);
            model.Parameters[0].CopyFrom(reference.Floats("param.start"));
            using var average = new ExponentialMovingAverage<VectorModel>(model, decay, warmup);
            for (int step = 0; step < averages.Length; step++)
            {
                model.Parameters[0].CopyFrom(parameters[step]);
                average.Update(WorkerPool.Shared, simd);
                float error = averages[step].Zip(average.Average[0].ToArray(), (want, have) => MathF.Abs(want - have)).Max()
                    / averages[step].Max(MathF.Abs);
                Assert.True(error <= Tolerance, $"{name}, {simd}, update {step + 1}: relative error {error:e2}");
            }

            Assert.Equal(25, average.Count);
        }
    }

    [Fact]
    public void It_starts_as_a_copy_and_stays_one_while_parameters_stay()
    {
        using SmallModel model = SmallModel.Create(0);
        using var average = new ExponentialMovingAverage<SmallModel>(model, 0.99f);
        Assert.Equal(model.Parameters.PackedBits(), average.Average.PackedBits());
        for (int i = 0; i < 5; i++) average.Update();
        Assert.Equal(model.Parameters.PackedBits(), average.Average.PackedBits());
    }

    [Fact]
    public void All_widths_and_thread_counts_give_the_same_bits()
    {
        if (!SimdDispatch.IsFused) return;
        uint[] expected = Path(1, SimdLevel.Vector128);
        foreach (SimdLevel simd in VectorMap.Levels)
        {
            foreach (int threads in new[] { 1, 3 }) Assert.Equal(expected, Path(threads, simd));
        }
    }

    [Fact]
    public void A_resumed_average_goes_on_the_same_way()
    {
        using SmallModel model = SmallModel.Create(0);
        using var average = new ExponentialMovingAverage<SmallModel>(model, 0.9f);
        model.Parameters.Randomize(1);
        for (int i = 0; i < 3; i++) average.Update();

        using var resumed = new ExponentialMovingAverage<SmallModel>(model, 0.9f) { Count = average.Count };
        for (int i = 0; i < average.Average.Count; i++) resumed.Average[i].CopyFrom(average.Average[i].ToArray());
        model.Parameters.Randomize(2);
        average.Update();
        resumed.Update();
        Assert.Equal(average.Average.PackedBits(), resumed.Average.PackedBits());
        Assert.Equal(4, resumed.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => resumed.Count = -1);
    }

    [Fact]
    public void It_is_copied_to_another_model()
    {
        using SmallModel model = SmallModel.Create(0), other = SmallModel.Create(0);
        using var average = new ExponentialMovingAverage<SmallModel>(model, 0.9f);
        model.Parameters.Randomize(1);
        average.Update();
        uint[] before = model.Parameters.PackedBits();
        average.CopyTo(other);
        Assert.Equal(average.Average.PackedBits(), other.Parameters.PackedBits());
        Assert.Equal(before, model.Parameters.PackedBits());
        Assert.NotEqual(before, other.Parameters.PackedBits());
        Assert.True(other.Parameters.HasZeroPadding());
    }

    [Fact]
    public void An_update_allocates_nothing()
    {
        using SmallModel model = SmallModel.Create(0);
        using var average = new ExponentialMovingAverage<SmallModel>(model, 0.9f);
        Assert.Equal(0, Allocated.Least(average.Update));
    }

    [Fact]
    public void Wrong_use_is_refused()
    {
        using SmallModel model = SmallModel.Create(0);
        foreach (float decay in new[] { -0.1f, 1, float.NaN })
        {
            Assert.Throws<ArgumentOutOfRangeException>("decay", () => new ExponentialMovingAverage<SmallModel>(model, decay));
        }

        Assert.Throws<ArgumentNullException>("model", () => new ExponentialMovingAverage<SmallModel>(null!, 0.9f));
        var average = new ExponentialMovingAverage<SmallModel>(model, 0.9f);
        Assert.Throws<ArgumentNullException>("model", () => average.CopyTo(null!));
        average.Dispose();
        average.Dispose();
        Assert.Throws<ObjectDisposedException>(average.Update);
        Assert.Equal(0, average.Count);
    }

    private static uint[] Path(int threads, SimdLevel simd)
    {
        using SmallModel model = SmallModel.Create(0);
        using var average = new ExponentialMovingAverage<SmallModel>(model, 0.9f);
        var pool = new WorkerPool(threads);
        for (int step = 0; step < 3; step++)
        {
            model.Parameters.Randomize(step);
            average.Update(pool, simd);
        }

        return average.Average.PackedBits();
    }
}

using System;
using System.Linq;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Losses;

/// <summary>An objective of heads is the single losses side by side, to the bit.</summary>
public class HeadsTests
{
    private static readonly WorkerPool[] Pools = [new(1), new(2), new(3), new(2, isBackward: true)];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, HeadCase.All.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_head_has_the_bits_of_its_loss_alone_and_the_gradient_those_times_its_weight(int number)
    {
        HeadCase heads = HeadCase.All[number];
        Objective objective = heads.Objective;
        var losses = new double[heads.Info.Heads.Count];
        foreach (SimdLevel level in VectorMap.Levels)
        {
            if (!SimdDispatch.IsFused && level != SimdDispatch.Level) continue;
            foreach (WorkerPool pool in Pools)
            {
                (objective.Simd, objective.Pool) = (level, pool);
                var gradient = new float[heads.Output.Length];
                double sum = objective.Evaluate(heads.Output, heads.Target, gradient, headLosses: losses);
                Assert.Equal(sum, objective.Evaluate(heads.Output, heads.Target));
                double expectedSum = 0;
                for (int i = 0; i < losses.Length; i++)
                {
                    HeadInfo head = heads.Info.Heads[i];
                    (double loss, float[] alone) = heads.Alone(head);
                    Assert.Equal(loss, losses[i]);
                    BitAssert.Equal([.. alone.Select(g => g * head.Weight)], heads.Outputs(head, gradient));
                    expectedSum += head.Weight * loss;
                }

                Assert.Equal(expectedSum, sum);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Uneven_micro_batches_add_up_and_their_rows_have_the_bits_of_the_whole_batch(int number)
    {
        // Relative: a sum in double over a few thousand terms, in another order.
        const double Tolerance = 1e-12;
        HeadCase heads = HeadCase.All[number];
        Objective objective = heads.Objective;
        int outputs = objective.Outputs, targets = objective.TargetSize, count = objective.Heads.Count;
        double[] whole = new double[count], part = new double[count], sums = new double[count];
        float[] expected = new float[heads.Output.Length], gradient = new float[heads.Output.Length];
        double expectedSum = objective.Evaluate(heads.Output, heads.Target, expected, headLosses: whole), sum = 0;
        foreach ((int start, int end) in new[] { (0, 1), (1, 4), (4, heads.Rows) })
        {
            sum += objective.Evaluate(
                heads.Output.AsSpan((start * outputs)..(end * outputs)), heads.Target.AsSpan((start * targets)..(end * targets)),
                gradient.AsSpan((start * outputs)..(end * outputs)), objective.Weigh(heads.Target), part);
            for (int i = 0; i < count; i++) sums[i] += part[i];
        }

        Assert.Equal(1, sum / expectedSum, Tolerance);
        for (int i = 0; i < count; i++) Assert.Equal(1, sums[i] / whole[i], Tolerance);
        BitAssert.Equal(expected, gradient);
    }

    [Fact]
    public void The_gradient_is_that_of_the_weighted_sum()
    {
        // The reference's central differences are good to 1e-8; the gradient is float32, of elements up to 1.
        const double Tolerance = 1e-7;
        HeadCase heads = HeadCase.All[0];
        HeadInfo outcome = heads.Info.Heads[0], events = heads.Info.Heads[1];
        int[] labels = Array.ConvertAll(heads.Targets(outcome), label => (int)label);
        double Loss(double[] z) =>
            LossReference.CrossEntropy(Slice(z, outcome), labels, outcome.Size) + LossReference.BinaryCrossEntropy(Slice(z, events), heads.Targets(events));
        double[] Slice(double[] z, HeadInfo head) => [.. z.Where((_, i) => i % 20 >= head.First && i % 20 < head.First + head.Size)];

        var gradient = new float[heads.Output.Length];
        heads.Objective.Evaluate(heads.Output, heads.Target, gradient);
        double[] expected = LossReference.Gradient(Loss, heads.Output);
        for (int i = 0; i < gradient.Length; i++) Assert.Equal(expected[i], gradient[i], Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gradient_may_overwrite_the_outputs(int number)
    {
        HeadCase heads = HeadCase.All[number];
        float[] gradient = new float[heads.Output.Length], place = [.. heads.Output];
        double expected = heads.Objective.Evaluate(heads.Output, heads.Target, gradient);
        Assert.Equal(expected, heads.Objective.Evaluate(place, heads.Target, place));
        BitAssert.Equal(gradient, place);
    }

    [Fact]
    public void The_gradient_may_overwrite_targets_of_the_same_shape()
    {
        ModelInfo info = HeadCase.Describe((3, LossKind.Huber, 2), (2, LossKind.MeanSquaredError, 1));
        float[] output = Values.Uniform(20, 3), place = Values.Uniform(20, 4), gradient = new float[20];
        double expected = Objective.FromHeads(info.Heads).Evaluate(output, place, gradient);
        Assert.Equal(expected, Objective.FromHeads(info.Heads).Evaluate(output, place, place));
        BitAssert.Equal(gradient, place);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evaluating_allocates_nothing(int number)
    {
        HeadCase heads = HeadCase.All[number];
        Objective objective = heads.Objective;
        var gradient = new float[heads.Output.Length];
        var losses = new double[heads.Info.Heads.Count];
        Assert.Equal(0, Allocated.Least(() => objective.Evaluate(heads.Output, heads.Target, gradient, objective.Weigh(heads.Target), losses)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void A_loss_is_finite_if_and_only_if_all_outputs_are(int at)
    {
        HeadCase heads = HeadCase.All[0];
        foreach (float value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            float[] output = [.. heads.Output];
            output[40 + at] = value;
            Assert.False(double.IsFinite(heads.Objective.Evaluate(output, heads.Target)));
        }
    }
}

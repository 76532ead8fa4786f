using System;
using System.Collections.Generic;
using System.Linq;
using Tokitai.Kernels;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Kernels;

/// <summary>
/// Every kernel gives the same bits on a window of rows in panels of others as on a batch of its own, and writes nothing outside of the
/// window. With no rows it writes nothing at all, except that the gradients of parameters are then sums of nothing.
/// </summary>
public sealed unsafe class RowWindowTests : IDisposable
{
    private const int Inputs = 35, Outputs = 50;

    private static readonly WorkerPool[] Pools = [new(1), new(3), new(2, isBackward: true)];

    private readonly List<IDisposable> _owned = [];

    /// <summary>First row, rows, rows of a panel. In the third case the numbers are those of a whole batch, but the rows start later.</summary>
    public static TheoryData<int, int, int> Windows() => new()
    {
        { 3, 9, 40 },
        { 0, 20, 21 },
        { 1, 32, 33 },
        { 200, 150, 400 },
        { 5, 0, 7 },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void Products(int first, int count, int stride)
    {
        float[] x = Values.Uniform(count * Inputs, 1), dy = Values.Uniform(count * Outputs, 2), w = Values.Uniform(Outputs * Inputs, 3);
        float[] bias = Values.Uniform(Outputs, 4), zeroWeight = new float[Outputs * Inputs], zeroBias = new float[Outputs];
        PackedTensor weight = Own(PackedTensor.Weight(Outputs, Inputs, w)), packedBias = Own(PackedTensor.Vector(Outputs, bias));
        Panels scratch = Own(new Panels(1, (int)LinearInputGradient.ScratchLength(Outputs, Math.Max(count, 1))));
        RowWindow input = Own(new RowWindow(x, first, count, stride, Inputs)), gradient = Own(new RowWindow(dy, first, count, stride, Outputs));
        float[] expectedWeight = LinearReference.WeightGradient(x, dy, zeroWeight, count, Inputs, Outputs);
        float[] expectedBias = LinearReference.BiasGradient(dy, zeroBias, count, Outputs);
        foreach ((WorkerPool pool, SimdLevel simd) in Paths())
        {
            RowWindow output = Own(new RowWindow(first, count, stride, Outputs)), result = Own(new RowWindow(first, count, stride, Inputs));
            LinearForward.Run(pool, simd, output.Rows, Inputs, Outputs, input.Pointer, weight.Pointer, packedBias.Pointer, output.Pointer);
            Assert.Equal(-1, Values.FirstDifference(LinearReference.Forward(x, w, bias, count, Inputs, Outputs), output.ToRows()));
            Assert.True(output.OthersAreUntouched());

            LinearInputGradient.Run(pool, simd, result.Rows, Inputs, Outputs, gradient.Pointer, weight.Pointer, scratch.Pointer, result.Pointer);
            Assert.Equal(-1, Values.FirstDifference(LinearReference.InputGradient(dy, w, count, Inputs, Outputs), result.ToRows()));
            Assert.True(result.OthersAreUntouched());

            PackedTensor dw = Own(PackedTensor.Weight(Outputs, Inputs, w)), db = Own(PackedTensor.Vector(Outputs, bias));
            LinearWeightGradient.Run(
                pool, simd, input.Rows, Inputs, Outputs, input.Pointer, gradient.Pointer, new GradientSink(dw.Pointer, false), new GradientSink(db.Pointer, false));
            Assert.Equal(-1, Values.FirstDifference(expectedWeight, dw.ToArray()));
            Assert.Equal(-1, Values.FirstDifference(expectedBias, db.ToArray()));

            // In turns: the update writes the gradient over the weight.
            PackedTensor updated = Own(PackedTensor.Weight(Outputs, Inputs, w)), updatedBias = Own(PackedTensor.Vector(Outputs, bias));
            RowWindow inTurns = Own(new RowWindow(first, count, stride, Inputs));
            var weightRule = new CopyingRule(updated.Pointer, 0, PackedLayout.WeightLength(Outputs, Inputs));
            var biasRule = new CopyingRule(updatedBias.Pointer, 0, PackedLayout.RoundUp(Outputs));
            LinearBackward.Run(
                pool, simd, input.Rows, Inputs, Outputs, input.Pointer, gradient.Pointer, updated.Pointer, scratch.Pointer, inTurns.Pointer,
                new GradientSink(weightRule, 0), new GradientSink(biasRule, 0));
            Assert.Equal(result.ToRows(), inTurns.ToRows());
            Assert.True(inTurns.OthersAreUntouched());
            Assert.Equal(-1, Values.FirstDifference(expectedWeight, updated.ToArray()));
            Assert.Equal(-1, Values.FirstDifference(expectedBias, updatedBias.ToArray()));
        }
    }

    [Fact]
    public void Gradients_that_accumulate_stay_as_they_are_without_rows()
    {
        float[] w = Values.Uniform(Outputs * Inputs, 3), bias = Values.Uniform(Outputs, 4);
        foreach ((WorkerPool pool, SimdLevel simd) in Paths())
        {
            PackedTensor dw = Own(PackedTensor.Weight(Outputs, Inputs, w)), db = Own(PackedTensor.Vector(Outputs, bias));
            LinearWeightGradient.Run(pool, simd, 0, Inputs, Outputs, null, null, new GradientSink(dw.Pointer, true), new GradientSink(db.Pointer, true));
            Assert.Equal(-1, Values.FirstDifference(w, dw.ToArray()));
            Assert.Equal(-1, Values.FirstDifference(bias, db.ToArray()));
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void Norms(int first, int count, int stride)
    {
        float[] x = Values.Uniform(count * Outputs, 1), dy = Values.Uniform(count * Outputs, 2), w = Values.Uniform(Outputs, 3), b = Values.Uniform(Outputs, 4);
        PackedTensor weight = Own(PackedTensor.Vector(Outputs, w)), bias = Own(PackedTensor.Vector(Outputs, b));
        Panels scratch = Own(new Panels(1, (int)NormBackward.ScratchLength(Outputs, Math.Max(count, 1))));
        foreach (NormKind norm in new[] { NormKind.Layer, NormKind.Rms })
        {
            // Sigmoid: a function that does not keep the zeros of the padding.
            var run = new NormRun(norm, ActivationKind.Sigmoid, count, Outputs);
            float* shift = run.HasBias ? bias.Pointer : null;
            foreach ((WorkerPool pool, SimdLevel simd) in Paths())
            {
                RowWindow input = Own(new RowWindow(x, first, count, stride, Outputs)), output = Own(new RowWindow(first, count, stride, Outputs));
                RowWindow gradient = Own(new RowWindow(dy, first, count, stride, Outputs)), statistics = Own(new RowWindow(first, count, stride, 1));
                PackedTensor dw = Own(PackedTensor.Vector(Outputs, w)), db = Own(PackedTensor.Vector(Outputs, b));
                NormForward.Run(
                    pool, simd, input.Rows, Outputs, norm, ActivationKind.Sigmoid, run.Epsilon, weight.Pointer, shift, input.Pointer, statistics.Pointer, output.Pointer);
                NormBackward.Run(
                    pool, simd, input.Rows, Outputs, norm, ActivationKind.Sigmoid, weight.Pointer, shift, input.Pointer, statistics.Pointer, gradient.Pointer,
                    scratch.Pointer, new GradientSink(dw.Pointer, false), run.HasBias ? new GradientSink(db.Pointer, false) : default);
                Assert.True(output.OthersAreUntouched() && gradient.OthersAreUntouched() && statistics.OthersAreUntouched());
                if (count == 0)
                {
                    Assert.True(dw.ToArray().All(value => value == 0) && (!run.HasBias || db.ToArray().All(value => value == 0)));
                    continue;
                }

                (float[] dx, float[] expectedWeight, float[] expectedBias) = run.Backward(pool, simd, x, w, b, dy);
                Assert.Equal(-1, Values.FirstDifference(run.Forward(pool, simd, x, w, b), output.ToRows()));
                Assert.Equal(-1, Values.FirstDifference(dx, gradient.ToRows()));
                Assert.Equal(-1, Values.FirstDifference(expectedWeight, dw.ToArray()));
                if (run.HasBias) Assert.Equal(-1, Values.FirstDifference(expectedBias, db.ToArray()));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void Elementwise_work(int first, int count, int stride)
    {
        float[] x = Values.Uniform(count * Outputs, 1), y = Values.Uniform(count * Outputs, 2);
        int[] samples = [.. Enumerable.Range(0, count).Select(row => 3 * row)];
        fixed (int* map = samples)
        {
            foreach ((WorkerPool pool, SimdLevel simd) in Paths())
            {
                RowWindow input = Own(new RowWindow(x, first, count, stride, Outputs)), work = Own(new RowWindow(y, first, count, stride, Outputs));
                Panels wholeInput = Own(new Panels(x, count, Outputs)), whole = Own(new Panels(y, count, Outputs));
                ResidualSum.Add(pool, simd, input.Rows, Outputs, input.Pointer, work.Pointer);
                ResidualSum.Add(pool, simd, count, Outputs, wholeInput.Pointer, whole.Pointer);
                Same(whole, work);
                ActivationBackward.Run(pool, simd, input.Rows, Outputs, ActivationKind.Sigmoid, input.Pointer, work.Pointer);
                ActivationBackward.Run(pool, simd, count, Outputs, ActivationKind.Sigmoid, wholeInput.Pointer, whole.Pointer);
                Same(whole, work);
                ActivationForward.Run(pool, simd, input.Rows, Outputs, ActivationKind.Sigmoid, input.Pointer, work.Pointer);
                ActivationForward.Run(pool, simd, count, Outputs, ActivationKind.Sigmoid, wholeInput.Pointer, whole.Pointer);
                Same(whole, work);
                ResidualSum.Copy(pool, simd, input.Rows, Outputs, input.Pointer, work.Pointer);
                ResidualSum.Copy(pool, simd, count, Outputs, wholeInput.Pointer, whole.Pointer);
                Same(whole, work);
                DropoutMask.Apply(pool, input.Rows, Outputs, 0.5f, 7, 11, map, input.Pointer, work.Pointer);
                DropoutMask.Apply(pool, count, Outputs, 0.5f, 7, 11, map, wholeInput.Pointer, whole.Pointer);
                Same(whole, work);
            }
        }
    }

    [Fact]
    public void Dropout_draws_for_the_sample_of_a_row()
    {
        const int Batch = 6;
        float[] ones = [.. Enumerable.Repeat(1f, Batch * Outputs)], chosen = ones[..(2 * Outputs)];
        Panels all = Own(new Panels(ones, Batch, Outputs)), some = Own(new Panels(chosen, 2, Outputs));
        int* samples = stackalloc int[] { 1, 4 };
        DropoutMask.Apply(Pools[0], Batch, Outputs, 0.5f, 7, 100, null, all.Pointer, all.Pointer);
        DropoutMask.Apply(Pools[0], 2, Outputs, 0.5f, 7, 100, samples, some.Pointer, some.Pointer);
        float[] masks = all.ToRows();
        Assert.Equal([.. masks[Outputs..(2 * Outputs)], .. masks[(4 * Outputs)..(5 * Outputs)]], some.ToRows());
    }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned) owned.Dispose();
    }

    private static void Same(Panels expected, RowWindow actual)
    {
        Assert.Equal(-1, Values.FirstDifference(expected.ToRows(), actual.ToRows()));
        Assert.True(actual.OthersAreUntouched());
    }

    private static IEnumerable<(WorkerPool Pool, SimdLevel Simd)> Paths() =>
        from simd in new[] { SimdLevel.Vector128, SimdLevel.Vector256, SimdLevel.Vector512 }
        from pool in Pools
        select (pool, simd);

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}

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
/// The three products of a linear layer agree to the bit with the chains of <see cref="LinearReference"/>, at every vector width,
/// for every thread count, as it suits every design of cores, around every edge of tiles, panels and blocks.
/// </summary>
[Collection(nameof(CoreTuning))]
public sealed unsafe class LinearKernelTests : IDisposable
{
    private static readonly WorkerPool[] Pools = [new(1), new(2), new(3), new(2, isBackward: true)];

    private static readonly CoreTuning[] Tunings = [CoreTuning.FewInstructions, CoreTuning.FewLoads];

    private readonly CoreTuning _tuning = CoreTuning.Current;

    private readonly List<IDisposable> _owned = [];

    /// <summary>Batch, inputs, outputs.</summary>
    public static TheoryData<int, int, int> Shapes()
    {
        var data = new TheoryData<int, int, int>();
        foreach (int size in Enumerable.Range(1, 70)) data.Add(1 + (size * 7 % 70), size, 1 + (size * 13 % 70));
        foreach (int batch in Enumerable.Range(1, 70)) data.Add(batch, 19, 35);
        foreach (int outputs in Enumerable.Range(1, 70)) data.Add(5, 17, outputs);

        // Few samples have kernels of their own; here they meet more than one block of weights, and all remainders of outputs by four.
        foreach (int batch in Enumerable.Range(1, 17)) data.Add(batch, 273, 256 + batch);
        foreach ((int b, int i, int o) in new[]
        {
            (1, 256, 256), (1, 257, 255), (2, 255, 257), (3, 511, 33), (32, 300, 520), (129, 40, 50), (193, 31, 65), (200, 272, 272), (1, 600, 700),
            (13, 1100, 70), (97, 2049, 33),

            // Several blocks of inputs and of outputs: by lane panels and by the samples behind them, at one width or another. Several visits of rows.
            (12, 1100, 300), (24, 1100, 300), (44, 1100, 300), (800, 40, 300),

            // Transposed weights of several long parts and visits, at 512 bits and at fewer.
            (18, 40, 1100), (96, 40, 1100),
        })
        {
            data.Add(b, i, o);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_is_one_chain_an_element(int batch, int inputs, int outputs)
    {
        float[] x = Values.Uniform(batch * inputs, 1), w = Values.Uniform(outputs * inputs, 2), bias = Values.Uniform(outputs, 3);
        float[] expected = LinearReference.Forward(x, w, bias, batch, inputs, outputs);
        float[] withoutBias = LinearReference.Forward(x, w, null, batch, inputs, outputs);
        Panels input = Own(new Panels(x, batch, inputs));
        PackedTensor weight = Own(PackedTensor.Weight(outputs, inputs, w)), packedBias = Own(PackedTensor.Vector(outputs, bias));
        foreach ((WorkerPool pool, SimdLevel simd) in Paths())
        {
            Panels output = Own(new Panels(batch, outputs));
            LinearForward.Run(pool, simd, batch, inputs, outputs, input.Pointer, weight.Pointer, packedBias.Pointer, output.Pointer);
            Assert.Equal(-1, Values.FirstDifference(expected, output.ToRows()));
            Assert.True(output.PaddingIsZero());

            LinearForward.Run(pool, simd, batch, inputs, outputs, input.Pointer, weight.Pointer, null, output.Pointer);
            Assert.Equal(-1, Values.FirstDifference(withoutBias, output.ToRows()));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Input_gradient_is_one_chain_an_element(int batch, int inputs, int outputs)
    {
        float[] dy = Values.Uniform(batch * outputs, 1), w = Values.Uniform(outputs * inputs, 2);
        float[] expected = LinearReference.InputGradient(dy, w, batch, inputs, outputs);
        Panels gradient = Own(new Panels(dy, batch, outputs));
        PackedTensor weight = Own(PackedTensor.Weight(outputs, inputs, w));
        Panels scratch = Own(new Panels(1, (int)LinearInputGradient.ScratchLength(Math.Max(inputs, outputs), batch)));
        foreach ((WorkerPool pool, SimdLevel simd) in Paths())
        {
            Panels result = Own(new Panels(batch, inputs));
            LinearInputGradient.Run(
                pool, simd, batch, inputs, outputs, gradient.Pointer, weight.Pointer, scratch.Pointer, result.Pointer);
            Assert.Equal(-1, Values.FirstDifference(expected, result.ToRows()));
            Assert.True(result.PaddingIsZero());
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Weight_and_bias_gradients_are_one_chain_an_element(int batch, int inputs, int outputs)
    {
        float[] x = Values.Uniform(batch * inputs, 1), dy = Values.Uniform(batch * outputs, 2);
        float[] zeroWeight = new float[outputs * inputs], zeroBias = new float[outputs];
        float[] expected = LinearReference.WeightGradient(x, dy, zeroWeight, batch, inputs, outputs);
        float[] expectedBias = LinearReference.BiasGradient(dy, zeroBias, batch, outputs);
        float[] twice = LinearReference.WeightGradient(x, dy, expected, batch, inputs, outputs);
        float[] twiceBias = LinearReference.BiasGradient(dy, expectedBias, batch, outputs);
        Panels input = Own(new Panels(x, batch, inputs)), gradient = Own(new Panels(dy, batch, outputs));
        foreach ((WorkerPool pool, SimdLevel simd) in Paths())
        {
            PackedTensor weight = Own(PackedTensor.Weight(outputs, inputs)), bias = Own(PackedTensor.Vector(outputs));
            LinearWeightGradient.Run(
                pool, simd, batch, inputs, outputs, input.Pointer, gradient.Pointer,
                new GradientSink(weight.Pointer, false), new GradientSink(bias.Pointer, false));
            Assert.Equal(-1, Values.FirstDifference(expected, weight.ToArray()));
            Assert.Equal(-1, Values.FirstDifference(expectedBias, bias.ToArray()));

            LinearWeightGradient.Run(
                pool, simd, batch, inputs, outputs, input.Pointer, gradient.Pointer,
                new GradientSink(weight.Pointer, true), new GradientSink(bias.Pointer, true));
            Assert.Equal(-1, Values.FirstDifference(twice, weight.ToArray()));
            Assert.Equal(-1, Values.FirstDifference(twiceBias, bias.ToArray()));
            Assert.True(weight.PaddingIsZero() && bias.PaddingIsZero());

            // Past the caches, over what stands there.
            LinearWeightGradient.Run(
                pool, simd, batch, inputs, outputs, input.Pointer, gradient.Pointer,
                new GradientSink(weight.Pointer, false, streams: true), new GradientSink(bias.Pointer, false, streams: true));
            Assert.Equal(-1, Values.FirstDifference(expected, weight.ToArray()));
            Assert.Equal(-1, Values.FirstDifference(expectedBias, bias.ToArray()));
            Assert.True(weight.PaddingIsZero() && bias.PaddingIsZero());
        }
    }

    /// <summary>
    /// An update gets every gradient once, and asks memory for what later updates take and nothing else.
    /// </summary>
    [Theory]
    [InlineData(3, 300, 40)]
    [InlineData(32, 513, 70)]
    [InlineData(130, 1100, 33)]
    [InlineData(5, 7, 1)]
    public void An_update_gets_every_gradient_once(int batch, int inputs, int outputs)
    {
        const int Offset = 64;
        float[] x = Values.Uniform(batch * inputs, 1), dy = Values.Uniform(batch * outputs, 2);
        float[] expected = LinearReference.WeightGradient(x, dy, new float[outputs * inputs], batch, inputs, outputs);
        float[] expectedBias = LinearReference.BiasGradient(dy, new float[outputs], batch, outputs);
        Panels input = Own(new Panels(x, batch, inputs)), gradient = Own(new Panels(dy, batch, outputs));
        foreach ((WorkerPool pool, SimdLevel simd) in Paths())
        {
            PackedTensor weight = Own(PackedTensor.Weight(outputs, inputs)), bias = Own(PackedTensor.Vector(outputs));
            var weightRule = new CopyingRule(weight.Pointer, Offset, PackedLayout.WeightLength(outputs, inputs));
            var biasRule = new CopyingRule(bias.Pointer, 0, PackedLayout.RoundUp(outputs));
            LinearWeightGradient.Run(
                pool, simd, batch, inputs, outputs, input.Pointer, gradient.Pointer, new GradientSink(weightRule, Offset), new GradientSink(biasRule, 0));

            Assert.Equal(-1, Values.FirstDifference(expected, weight.ToArray()));
            Assert.Equal(-1, Values.FirstDifference(expectedBias, bias.ToArray()));
            Assert.All(weightRule.Updates, updates => Assert.Equal(1, updates));
            Assert.Equal(0, weightRule.VainRequests);
            Assert.All(biasRule.Updates, updates => Assert.Equal(1, updates));
        }
    }

    /// <summary>
    /// The update writes the gradient over the weight: whatever the order of visits, the input gradient is that of the old weight, and every
    /// weight is updated once.
    /// </summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    [InlineData(32, 1100, 530)]
    [InlineData(100, 700, 300)]
    [InlineData(300, 80, 600)]
    [InlineData(300, 4200, 17)] // More samples than the scratch takes at a time.
    [InlineData(300, 4193, 17)]
    public void An_input_gradient_sees_the_weights_before_their_update(int batch, int inputs, int outputs)
    {
        bool hasManyBlocks = inputs > 256 && outputs > 32;
        float[] x = Values.Uniform(batch * inputs, 1), dy = Values.Uniform(batch * outputs, 2), w = Values.Uniform(outputs * inputs, 3);
        float[] expected = LinearReference.InputGradient(dy, w, batch, inputs, outputs);
        float[] expectedWeight = LinearReference.WeightGradient(x, dy, new float[outputs * inputs], batch, inputs, outputs);
        float[] expectedBias = LinearReference.BiasGradient(dy, new float[outputs], batch, outputs);
        Panels input = Own(new Panels(x, batch, inputs)), gradient = Own(new Panels(dy, batch, outputs));
        Panels scratch = Own(new Panels(1, (int)LinearInputGradient.ScratchLength(Math.Max(inputs, outputs), batch)));
        foreach ((WorkerPool pool, SimdLevel simd) in Paths())
        {
            PackedTensor weight = Own(PackedTensor.Weight(outputs, inputs, w)), bias = Own(PackedTensor.Vector(outputs));
            Panels result = Own(new Panels(batch, inputs));
            var weightRule = new CopyingRule(weight.Pointer, 0, PackedLayout.WeightLength(outputs, inputs));
            var biasRule = new CopyingRule(bias.Pointer, 0, PackedLayout.RoundUp(outputs));
            LinearBackward.Run(
                pool, simd, batch, inputs, outputs, input.Pointer, gradient.Pointer, weight.Pointer, scratch.Pointer, result.Pointer,
                new GradientSink(weightRule, 0), new GradientSink(biasRule, 0));

            Assert.Equal(-1, Values.FirstDifference(expected, result.ToRows()));
            Assert.True(result.PaddingIsZero());
            Assert.Equal(-1, Values.FirstDifference(expectedWeight, weight.ToArray()));
            Assert.Equal(-1, Values.FirstDifference(expectedBias, bias.ToArray()));
            Assert.All(weightRule.Updates, updates => Assert.Equal(1, updates));
            Assert.Equal(0, weightRule.VainRequests);
            if (hasManyBlocks) Assert.Contains(weightRule.Requests, requests => requests > 0);
            Assert.All(biasRule.Updates, updates => Assert.Equal(1, updates));
        }
    }

    /// <summary>
    /// The update of a block asks for the state of the next one: for all of it where there are few samples, else for nine lines of 16, since tiles of
    /// sums ask for the rest. Nobody asks for that of the first block.
    /// </summary>
    [Theory]
    [InlineData(7, 256)]
    [InlineData(20, 256)]
    [InlineData(32, 144)]
    [InlineData(135, 256)] // Seven samples are left for the last visit.
    public void An_update_asks_for_the_state_of_the_next_block(int batch, int asked)
    {
        const int Inputs = 512, Outputs = 128;
        float[] x = Values.Uniform(batch * Inputs, 1), dy = Values.Uniform(batch * Outputs, 2), w = Values.Uniform(Outputs * Inputs, 3);
        Panels input = Own(new Panels(x, batch, Inputs)), gradient = Own(new Panels(dy, batch, Outputs)), result = Own(new Panels(batch, Inputs));
        Panels scratch = Own(new Panels(1, (int)LinearInputGradient.ScratchLength(Inputs, batch)));
        foreach (SimdLevel simd in VectorMap.Levels)
        {
            PackedTensor weight = Own(PackedTensor.Weight(Outputs, Inputs, w)), bias = Own(PackedTensor.Vector(Outputs));
            var rule = new CopyingRule(weight.Pointer, 0, PackedLayout.WeightLength(Outputs, Inputs));
            LinearBackward.Run(
                Pools[0], simd, batch, Inputs, Outputs, input.Pointer, gradient.Pointer, weight.Pointer, scratch.Pointer, result.Pointer,
                new GradientSink(rule, 0), new GradientSink(bias.Pointer, false));

            int blockPanels = simd == SimdLevel.Vector512 ? 2 : 1;
            for (int line = 0; line < rule.Requests.Length; line++)
            {
                (int panel, int k) = Math.DivRem(line, Inputs);
                bool isFirst = panel < blockPanels && k < 256;
                Assert.Equal(!isFirst && k % 256 < asked, rule.Requests[line] > 0);
            }
        }
    }

    public void Dispose()
    {
        CoreTuning.Current = _tuning;
        foreach (IDisposable owned in _owned) owned.Dispose();
    }

    private static IEnumerable<(WorkerPool Pool, SimdLevel Simd)> Paths()
    {
        foreach (CoreTuning tuning in Tunings)
        {
            CoreTuning.Current = tuning;
            foreach (SimdLevel simd in VectorMap.Levels)
            {
                foreach (WorkerPool pool in Pools) yield return (pool, simd);
            }
        }
    }

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}

using System;
using System.Linq;
using Tokitai.Kernels;
using Tokitai.Losses;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Kernels;

/// <summary>Results that are too large for the caches go past them: other instructions, the same bits.</summary>
[Collection(nameof(CoreTuning))]
public sealed unsafe class StreamingTests
{
    private static readonly WorkerPool[] Pools = [new(1), new(3), new(2, isBackward: true)];

    private static readonly CoreTuning AskingNear = CoreTuning.FewInstructions with { NormsAskNear = true, NormBlockRows = 32 };

    /// <summary>Batches and features that fill whole lines of a cache, and that leave a rest.</summary>
    private static readonly (int Batch, int Features)[] Shapes = [(1, 1), (3, 21), (16, 64), (33, 257)];

    /// <summary>
    /// A task with several blocks of 16 or 32 samples, each of which waits for the statistics of the next: the last block is as large, smaller by whole groups of
    /// four, and smaller by less; features of one tile of 256 and of two; several such tasks; blocks of four samples.
    /// </summary>
    private static readonly (int Batch, int Features)[] NormShapes = [(96, 40), (100, 33), (97, 48), (108, 40), (28, 290), (27, 290), (59, 290), (600, 40), (9, 5_000)];

    [Fact]
    public void A_result_overflows_from_the_number_of_bytes_on()
    {
        Streaming(64, () =>
        {
            Assert.False(ProcessorCaches.Overflows(15));
            Assert.True(ProcessorCaches.Overflows(16));
        });
    }

    /// <summary>On processors where a line is better read before it is written, products and activations stay in the caches.</summary>
    [Fact]
    public void An_overflowing_result_streams_where_that_is_faster() => Streaming(64, () =>
    {
        Assert.False(CoreTuning.FewInstructions.Streams(15));
        Assert.True(CoreTuning.FewInstructions.Streams(16));
        Assert.False(CoreTuning.FewLoads.Streams(16));
    });

    [Fact]
    public void Activations_stream_the_same_bits()
    {
        foreach (ActivationKind activation in Enum.GetValues<ActivationKind>().Where(kind => kind != ActivationKind.None))
        {
            Each((pool, simd, batch, features) =>
            {
                float[] x = [.. Values.Uniform(batch * features, 1).Select(value => 6 * value)];
                using Panels input = new(x, batch, features), output = new(batch, features);
                ActivationForward.Run(pool, simd, batch, features, activation, input.Pointer, output.Pointer);
                Assert.True(output.PaddingIsZero());
                return output.ToRows();
            });
        }
    }

    [Theory]
    [InlineData(NormKind.Layer, ActivationKind.None)]
    [InlineData(NormKind.Layer, ActivationKind.Gelu)]
    [InlineData(NormKind.Rms, ActivationKind.None)]
    [InlineData(NormKind.Rms, ActivationKind.Sigmoid)]
    public void Norms_stream_the_same_bits(NormKind norm, ActivationKind activation)
    {
        Each([.. Shapes, .. NormShapes], (pool, simd, batch, features) => new NormRun(norm, activation, batch, features).Forward(
            pool, simd, Values.Uniform(batch * features, 1), Values.Uniform(features, 2), Values.Uniform(features, 3)));
    }

    /// <summary>Features whose mean jumps are read twice, and what waits goes out once.</summary>
    [Fact]
    public void Norms_of_features_that_jump_stream_the_same_bits()
    {
        Each(NormShapes, (pool, simd, batch, features) =>
        {
            float[] x = [.. Values.Uniform(batch * features, 1).Select((value, i) => value + (i % features < 256 ? 0 : 1000 * (i / features % 3)))];
            return new NormRun(NormKind.Layer, ActivationKind.None, batch, features).Forward(pool, simd, x, Values.Uniform(features, 2), Values.Uniform(features, 3));
        });
    }

    /// <summary>Classes below, at and above a vector; rows of one task and of several; rows that are too long to wait.</summary>
    [Fact]
    public void Gradients_of_cross_entropy_stream_the_same_bits()
    {
        Each([.. Shapes, (70, WaitingGradient.MostClasses), (3, WaitingGradient.MostClasses + 1)], (pool, simd, rows, classes) =>
        {
            Objective objective = Objective.CrossEntropy(classes, ignoreIndex: 2);
            objective.Pool = pool;
            objective.Simd = simd;
            float[] gradient = new float[rows * classes];
            int[] labels = [.. Enumerable.Range(0, rows).Select(row => row % 5 == 0 ? 2 % classes : row * 7 % classes)];
            labels[0] = 0;
            double loss = objective.Evaluate([.. Values.Uniform(rows * classes, 1).Select(z => 8 * z)], labels, gradient);
            return [.. gradient, (float)loss];
        });
    }

    /// <summary>
    /// Rows that begin anywhere in a line, with a label in each of their places: lines that rows share are stored by both, and nothing is stored beside
    /// them.
    /// </summary>
    [Fact]
    public void Gradients_of_cross_entropy_stream_the_same_bits_wherever_rows_begin()
    {
        const int Classes = 37, Line = 16;
        for (int offset = 0; offset < Line; offset++)
        {
            Each([(Classes, Classes)], (pool, simd, rows, classes) =>
            {
                Objective objective = Objective.CrossEntropy(classes);
                objective.Pool = pool;
                objective.Simd = simd;
                float[] memory = new float[(rows * classes) + (2 * Line)];
                int[] labels = [.. Enumerable.Range(0, rows).Select(row => ((row * 5) + offset) % classes)];
                objective.Evaluate(Values.Uniform(rows * classes, 1), labels, memory.AsSpan(offset, rows * classes));
                return memory;
            });
        }
    }

    /// <summary>Heads lie side by side in the rows of the outputs.</summary>
    [Fact]
    public void Gradients_of_heads_stream_the_same_bits()
    {
        HeadInfo[] heads =
        [
            new("first", LossKind.CrossEntropy, 0, 21, 0, weight: 1), new("second", LossKind.CrossEntropy, 21, 50, 1, weight: 1),
            new("third", LossKind.CrossEntropy, 71, 18, 2, weight: 0.5f),
        ];
        Each([(33, 89)], (pool, simd, rows, outputs) =>
        {
            Objective objective = Objective.FromHeads(heads);
            objective.Pool = pool;
            objective.Simd = simd;
            float[] gradient = new float[rows * outputs];
            float[] targets = [.. Enumerable.Range(0, rows).SelectMany(row => new float[] { row % 21, row * 7 % 50, row % 18 })];
            objective.Evaluate(Values.Uniform(rows * outputs, 1), targets, gradient);
            return gradient;
        });
    }

    [Fact]
    public void Options_of_cross_entropy_stream_the_same_bits()
    {
        float[] weights = [.. Enumerable.Range(0, 40).Select(c => c % 3 * 0.5f)];
        foreach (float smoothing in new[] { 0, 0.1f })
        {
            Each([(33, 40)], (pool, simd, rows, classes) =>
            {
                Objective objective = Objective.CrossEntropy(classes, smoothing, weights);
                objective.Pool = pool;
                objective.Simd = simd;
                float[] gradient = new float[rows * classes];
                int[] labels = [.. Enumerable.Range(0, rows).Select(row => row * 7 % classes)];
                objective.Evaluate(Values.Uniform(rows * classes, 1), labels, gradient);
                return gradient;
            });
        }
    }

    [Fact]
    public void A_gradient_streams_where_it_overflows_the_caches_and_its_lines_are_not_there()
    {
        float[] output = new float[4 * 8192], gradient = new float[output.Length];
        Streaming(0, () =>
        {
            Assert.True(CrossEntropyLoss.Streams(output, gradient, 4096));
            Assert.False(CrossEntropyLoss.Streams(output, gradient, 8192));
            Assert.False(CrossEntropyLoss.Streams(output, output, 4096));
            Assert.False(CrossEntropyLoss.Streams(output, [], 4096));
        });
        Streaming(long.MaxValue, () => Assert.False(CrossEntropyLoss.Streams(output, gradient, 4096)));
    }

    /// <summary>A gradient that overwrites its logits is read where it is written.</summary>
    [Fact]
    public void A_gradient_in_place_has_the_same_bits()
    {
        Each((pool, simd, rows, classes) =>
        {
            Objective objective = Objective.CrossEntropy(classes);
            objective.Pool = pool;
            objective.Simd = simd;
            float[] output = [.. Values.Uniform(rows * classes, 1).Select(z => 8 * z)];
            objective.Evaluate(output, new int[rows], output);
            return output;
        });
    }

    private static void Each(Func<WorkerPool, SimdLevel, int, int, float[]> run) => Each(Shapes, run);

    private static void Each((int Batch, int Features)[] shapes, Func<WorkerPool, SimdLevel, int, int, float[]> run)
    {
        foreach ((int batch, int features) in shapes)
        {
            foreach (WorkerPool pool in Pools)
            {
                foreach (SimdLevel simd in VectorMap.Levels)
                {
                    float[] cached = [], streamed = [], asked = [];
                    Streaming(long.MaxValue, () => cached = run(pool, simd, batch, features));
                    Streaming(0, () => streamed = run(pool, simd, batch, features));
                    Streaming(0, () => asked = run(pool, simd, batch, features), AskingNear);
                    BitAssert.Equal(cached, streamed);
                    BitAssert.Equal(cached, asked);
                }
            }
        }
    }

    /// <summary>With another size of caches, as a rule on cores that stream whatever overflows. Tests that run meanwhile may see it, too: it must change no bit of theirs either.</summary>
    private static void Streaming(long bytes, Action action, CoreTuning? tuning = null)
    {
        long bytesBefore = ProcessorCaches.StreamingBytes;
        CoreTuning before = CoreTuning.Current;
        try
        {
            CoreTuning.Current = tuning ?? CoreTuning.FewInstructions;
            ProcessorCaches.StreamingBytes = bytes;
            action();
        }
        finally
        {
            ProcessorCaches.StreamingBytes = bytesBefore;
            CoreTuning.Current = before;
        }
    }
}

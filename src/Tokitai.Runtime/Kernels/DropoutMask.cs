using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Tokitai.Initialization;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>
/// Multiplies by a mask of dropout: 0 with the rate as probability, else <c>1 / (1 - rate)</c>. Forward and Backward draw the same mask,
/// which is stored nowhere: an element is a function of (seed, step, layer, sample of the step, feature) alone.
/// </summary>
/// <remarks>
/// <para>The key of a layer in a step is drawn from the seed: the first two words of Philox4x32-10 (Salmon et al., 2011) at the
/// counter (step, layer, stream). Under that key, feature f of sample s takes word <c>(f / 4) mod 4</c> of the counter
/// <c>(4 * (f / 16) + f mod 4, 0, s)</c>, so that four counters side by side give the 16 features of a panel in order. An element is
/// kept if its word is at least <c>rate * 2^32</c>.</para>
/// <para>The arithmetic is that of integers in lanes of 64 bits, the same on every machine.</para>
/// </remarks>
internal static unsafe class DropoutMask
{
    /// <summary>Philox makes a line of 16 about as dear as sixty multiply-adds, so threads pay sooner than for other elementwise work.</summary>
    private const long ParallelThreshold = 2_048;

    /// <summary>Multiplies a batch by its mask.</summary>
    /// <param name="pool">Threads to work with; each takes some of the features.</param>
    /// <param name="rows">The samples.</param>
    /// <param name="features">Features of a sample.</param>
    /// <param name="rate">Probability of an element to become 0, at least 0 and below 1.</param>
    /// <param name="key">The key of the layer in the step, from <see cref="Key"/>.</param>
    /// <param name="firstSample">Number of the first sample, counted in the step.</param>
    /// <param name="samples">For each row the number of its sample in the pass; null where they are the rows themselves.</param>
    /// <param name="input">Activation panels.</param>
    /// <param name="output">Activation panels; may be the input.</param>
    public static void Apply(WorkerPool pool, BatchRows rows, int features, float rate, ulong key, long firstSample, int* samples, float* input, float* output)
    {
        int panels = PackedLayout.RoundUp(features) / PackedLayout.PanelRows;
        bool parallel = (long)rows.Count * features >= ParallelThreshold;
        var job = new Job
        {
            Batch = rows.Count,
            PanelFloats = rows.PanelFloats,
            Samples = samples,
            Panels = panels,
            Tasks = TaskShares.Count(panels, parallel ? pool.ThreadCount : 1),
            // Exact for every rate of float32 from 2^-8 on.
            Threshold = (uint)(rate * 4294967296.0),
            Scale = (float)(1 / (1 - (double)rate)),
            Key = key,
            FirstSample = (ulong)firstSample,
            Input = input,
            Output = output,
        };
        pool.Run(job.Tasks, &Task, &job);
    }

    /// <summary>The key of a dropout layer in a step.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="step">Number of the step.</param>
    /// <param name="layer">Number of the layer among the model's dropout layers.</param>
    public static ulong Key(ulong seed, long step, uint layer)
    {
        PhiloxBlock words = Philox4x32.Generate(seed, PhiloxStream.Dropout, layer, (ulong)step);
        return words.X0 | ((ulong)words.X1 << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Task(void* state, int task)
    {
        Job* job = (Job*)state;
        long panelFloats = job->PanelFloats;
        (int firstPanel, int endPanel) = TaskShares.Of(job->Panels, job->Tasks, task);
        Vector256<uint> threshold = Vector256.Create(job->Threshold);
        Vector256<float> scale = Vector256.Create(job->Scale);
        for (int panel = firstPanel; panel < endPanel; panel++)
        {
            float* input = job->Input + (panel * panelFloats);
            float* output = job->Output + (panel * panelFloats);
            Vector256<ulong> counters = Vector256.Create(4UL * (uint)panel) + Vector256<ulong>.Indices;
            for (int row = 0; row < job->Batch; row++)
            {
                ulong sample = job->FirstSample + (uint)(job->Samples is null ? row : job->Samples[row]);
                (Vector256<uint> lower, Vector256<uint> upper) = Words(counters, sample, job->Key);
                Vector256<float> first = (Vector256.GreaterThanOrEqual(lower, threshold).AsSingle() & scale) * Vector256.Load(input);
                Vector256<float> second = (Vector256.GreaterThanOrEqual(upper, threshold).AsSingle() & scale) * Vector256.Load(input + 8);
                first.Store(output);
                second.Store(output + 8);
                input += PackedLayout.PanelRows;
                output += PackedLayout.PanelRows;
            }
        }
    }

    /// <summary>The words of 16 features: those of four counters, word by word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> Lower, Vector256<uint> Upper) Words(Vector256<ulong> counters, ulong sample, ulong key)
    {
        Vector256<ulong> low = Vector256.Create((ulong)uint.MaxValue);
        Vector256<ulong> x0 = counters, x1 = Vector256<ulong>.Zero;
        Vector256<ulong> x2 = Vector256.Create(sample & uint.MaxValue), x3 = Vector256.Create(sample >> 32);
        uint key0 = (uint)key, key1 = (uint)(key >> 32);
        for (int round = 0; round < Philox4x32.Rounds; round++)
        {
            Vector256<ulong> product0 = Product(x0, Vector256.Create((ulong)Philox4x32.Multiplier0));
            Vector256<ulong> product1 = Product(x2, Vector256.Create((ulong)Philox4x32.Multiplier1));
            x0 = (product1 >>> 32) ^ x1 ^ Vector256.Create((ulong)key0);
            x1 = product1 & low;
            x2 = (product0 >>> 32) ^ x3 ^ Vector256.Create((ulong)key1);
            x3 = product0 & low;
            key0 += Philox4x32.Increment0;
            key1 += Philox4x32.Increment1;
        }

        return (Vector256.Narrow(x0, x1), Vector256.Narrow(x2, x3));
    }

    /// <summary>The 64-bit products of numbers below 2^32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Product(Vector256<ulong> left, Vector256<ulong> right) =>
        Avx2.IsSupported ? Avx2.Multiply(left.AsUInt32(), right.AsUInt32()) : left * right;

    private struct Job
    {
        public int Batch;
        public long PanelFloats;
        public int* Samples;
        public int Panels;
        public int Tasks;
        public uint Threshold;
        public float Scale;
        public ulong Key;
        public ulong FirstSample;
        public float* Input;
        public float* Output;
    }
}

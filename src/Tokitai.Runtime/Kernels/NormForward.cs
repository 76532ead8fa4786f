using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Tokitai.Kernels.Activations;
using Tokitai.Kernels.Norms;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>
/// A normalisation over the features of each sample, with the activation behind it: <c>y = f(h * weight + bias)</c>, where the normalised
/// value <c>h</c> is <c>(x - mean) / sqrt(variance + epsilon)</c> for <see cref="NormKind.Layer"/>, and <c>x / sqrt(mean(x^2) + epsilon)</c>
/// for <see cref="NormKind.Rms"/>, which has no bias.
/// </summary>
internal static unsafe class NormForward
{
    /// <summary>Each task is a run of blocks of samples, since a block asks for the memory of the one behind it.</summary>
    private const int TasksPerThread = 8;

    /// <summary>
    /// The most samples of a block: their part of a panel is 1 KB, long enough a run for memory, and what is asked for during the short
    /// time of their statistics has arrived when their results go out.
    /// </summary>
    private const int MaxBlockRows = 16;

    /// <summary>Normalises a batch.</summary>
    /// <param name="pool">Threads to work with; each takes some of the samples.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="rows">The samples.</param>
    /// <param name="features">Features of a sample.</param>
    /// <param name="norm">Which normalisation.</param>
    /// <param name="activation">The activation, or none.</param>
    /// <param name="epsilon">Added to the variance, or to the mean of the squares.</param>
    /// <param name="weight">Padded scale.</param>
    /// <param name="bias">Padded shift; null where the norm has none.</param>
    /// <param name="input">Activation panels; the padding of the last panel is 0.</param>
    /// <param name="statistics">One panel, see <see cref="RowStatistics"/>.</param>
    /// <param name="output">Activation panels; the padding of the last panel becomes 0.</param>
    public static void Run(
        WorkerPool pool, SimdLevel simd, BatchRows rows, int features, NormKind norm, ActivationKind activation, float epsilon,
        float* weight, float* bias, float* input, float* statistics, float* output)
    {
        int batch = rows.Count;
        int taskRows = RowTasks.RowsPerTask(pool, batch, features);
        int blockRows = Math.Min(MaxBlockRows, taskRows);
        int blocks = (batch + blockRows - 1) / blockRows;
        var job = new Job
        {
            Batch = batch,
            PanelFloats = rows.PanelFloats,
            BlockRows = blockRows,
            Blocks = blocks,
            Tasks = taskRows >= batch ? Math.Min(blocks, 1) : Math.Min(blocks, TasksPerThread * pool.ThreadCount),
            Streams = ProcessorCaches.Overflows((long)batch * PackedLayout.RoundUp(features)),
            Features = features,
            Epsilon = epsilon,
            Weight = weight,
            Bias = bias,
            Input = input,
            Statistics = statistics,
            Output = output,
        };
        delegate*<void*, int, void> task = norm switch
        {
            NormKind.Layer => ActivationDispatch.Select<Kernel<LayerNormalisation>>(simd, activation),
            NormKind.Rms => ActivationDispatch.Select<Kernel<RmsNormalisation>>(simd, activation),
            _ => throw new ArgumentOutOfRangeException(nameof(norm), norm, $"The norm is {norm}: only Layer and Rms have kernels."),
        };
        pool.Run(job.Tasks, task, &job);
    }

    private readonly struct Kernel<TNorm> : IActivationKernel
        where TNorm : struct, INormalisation
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TActivation, TSimd, TVector>(void* state, int task)
            where TActivation : struct, IActivation
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            int end = (int)((long)job->Blocks * (task + 1) / job->Tasks);
            for (int block = (int)((long)job->Blocks * task / job->Tasks); block < end; block++)
            {
                Block<TActivation, TSimd, TVector>(job, block * job->BlockRows, isLast: block + 1 == end);
            }

            if (job->Streams) Thread.MemoryBarrier();
        }

        /// <summary>Samples that stay in the second cache level from their statistics to their normalisation.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Block<TActivation, TSimd, TVector>(Job* job, int first, bool isLast)
            where TActivation : struct, IActivation
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            long panelFloats = job->PanelFloats;
            int rows = Math.Min(job->BlockRows, job->Batch - first);
            float* input = job->Input + (first * PackedLayout.PanelRows);
            float* output = job->Output + (first * PackedLayout.PanelRows);
            float* statistics = job->Statistics + (first * PackedLayout.PanelRows);

            // The next block's lines of a panel lie right behind this one's. Half of them are asked for during the statistics and half during the
            // normalisation, since memory answers a steady trickle faster than bursts.
            long ahead = isLast ? 0 : (long)rows * PackedLayout.PanelRows;
            for (int row = 0; row < rows; row += RowGroup.Rows)
            {
                int line = row * PackedLayout.PanelRows;
                TNorm.Statistics<TSimd, TVector>(
                    input + line, Math.Min(RowGroup.Rows, rows - row), panelFloats, job->Features, job->Epsilon, statistics + line, ahead - (line / 2));
            }

            for (int feature = 0; feature < job->Features; feature += PackedLayout.PanelRows)
            {
                for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
                {
                    TVector weight = TSimd.Load(job->Weight + feature + lane);
                    TVector bias = TNorm.HasBias ? TSimd.Load(job->Bias + feature + lane) : TSimd.Zero;
                    float* asked = input + ahead + (rows / 2 * PackedLayout.PanelRows);
                    Panel<TActivation, TSimd, TVector>(input + lane, statistics, output + lane, rows, weight, bias, job->Streams, asked);
                }

                input += panelFloats;
                output += panelFloats;
            }

            if (!TActivation.KeepsZero) PanelPadding.Clear<TSimd, TVector>(output - panelFloats, rows, job->Features);
        }

        /// <summary>
        /// One vector of features of all rows, while memory is asked for half as many lines. A method of its own, so that its loop has the registers
        /// for itself.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Panel<TActivation, TSimd, TVector>(
            float* input, float* statistics, float* output, int rows, TVector weight, TVector bias, bool streams, float* asked)
            where TActivation : struct, IActivation
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            // At least one row: in a loop that need not be entered by a test the compiler keeps constants in registers.
            int row = 0;
            do
            {
                Prefetch.Line(asked);
                asked += PackedLayout.PanelRows / 2;
                TVector normalised = TNorm.Normalise<TSimd, TVector>(input, statistics);
                TVector shifted = TNorm.Shift<TSimd, TVector>(normalised, weight, bias);
                TVector result = TActivation.Forward<TSimd, TVector>(shifted);
                if (streams) TSimd.StoreStreaming(output, result);
                else TSimd.Store(output, result);
                input += PackedLayout.PanelRows;
                statistics += PackedLayout.PanelRows;
                output += PackedLayout.PanelRows;
                row++;
            }
            while (row < rows);
        }
    }

    private struct Job
    {
        public int Batch;
        public long PanelFloats;
        public int BlockRows;
        public int Blocks;
        public int Tasks;
        public bool Streams;
        public int Features;
        public float Epsilon;
        public float* Weight;
        public float* Bias;
        public float* Input;
        public float* Statistics;
        public float* Output;
    }
}

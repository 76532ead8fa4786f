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
/// <remarks>
/// Against float64, relative to the largest element: at most 2e-7; around means of 1e3, 1e5 and -3e6 with a spread of 1 it is 1.1e-7, since nothing of the mean is left
/// in the distances (measured by NormKernelTests).
/// </remarks>
internal static unsafe class NormForward
{
    /// <summary>The most samples of a block whose results stay in a cache, from its statistics to its results.</summary>
    private const int NearBlockRows = 16;

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
        int taskRows = RowTasks.RowsPerTask(pool, batch, features), padded = PackedLayout.RoundUp(features);
        bool streams = ProcessorCaches.Overflows((long)batch * padded);

        // Whole groups. Of those that stream three blocks are near at a time: one goes out, one has its statistics computed, one is asked for.
        int mostRows = streams ? (int)Math.Min(taskRows, ProcessorCaches.SecondLevel / (2 * 3 * sizeof(float) * (long)padded)) : taskRows;
        int blockRows = Math.Min(streams ? CoreTuning.Current.NormBlockRows : NearBlockRows, mostRows / RowGroup.Rows * RowGroup.Rows);
        if (blockRows == 0) blockRows = streams ? RowGroup.Rows : taskRows;
        int blocks = (batch + blockRows - 1) / blockRows;
        var job = new Job
        {
            Batch = batch,
            PanelFloats = rows.PanelFloats,
            BlockRows = blockRows,
            Blocks = blocks,
            Tasks = TaskShares.Count(blocks, taskRows >= batch ? 1 : pool.ThreadCount),
            Streams = streams,
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
            (int start, int end) = TaskShares.Of(job->Blocks, job->Tasks, task);

            // The arithmetic of an activation gives memory time enough by itself.
            if (job->Streams && typeof(TActivation) == typeof(IdentityActivation))
            {
                if (CoreTuning.Current.NormsAskNear) Stream<IntoFirst, TSimd, TVector>(job, start, end);
                else Stream<IntoSecond, TSimd, TVector>(job, start, end);
                return;
            }

            for (int block = start; block < end; block++)
            {
                bool isLast = block + 1 == end;
                Statistics<IntoSecond, TSimd, TVector>(job, block, isLast ? 0 : RowGroup.Rows / 2);
                Results<TActivation, TSimd, TVector>(job, block, isLast);
            }

            if (job->Streams) Thread.MemoryBarrier();
        }

        /// <summary>Some blocks that go past the caches, each during the statistics of the next one.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Stream<TLevel, TSimd, TVector>(Job* job, int start, int end)
            where TLevel : ICacheLevel
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            for (int block = start; block < end; block++)
            {
                bool isLast = block + 1 == end, isWhole = job->RowsOf(block) % RowGroup.Rows == 0;
                if (block == start || !isWhole)
                {
                    if (block > start) Waiting<TLevel>(job, block - 1, 0).Finish<TSimd, TVector>();
                    Statistics<TLevel, TSimd, TVector>(job, block, isLast ? 0 : RowGroup.Rows);
                }
                else
                {
                    WaitingBlock<TNorm, TLevel> before = Waiting<TLevel>(job, block - 1, isLast ? 0 : 2);
                    Statistics<TLevel, TSimd, TVector>(job, block, ref before);
                    before.Finish<TSimd, TVector>();
                }

                if (!isLast) continue;
                if (isWhole) Waiting<TLevel>(job, block, 0).Finish<TSimd, TVector>();
                else Results<IdentityActivation, TSimd, TVector>(job, block, isLast);
            }

            Thread.MemoryBarrier();
        }

        /// <summary>The statistics of a block, while memory is asked for the first samples of the next one.</summary>
        /// <param name="job">The job.</param>
        /// <param name="block">The block.</param>
        /// <param name="askedRows">Samples that are asked for during the statistics of four: none, half as many, or as many.</param>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Statistics<TLevel, TSimd, TVector>(Job* job, int block, int askedRows)
            where TLevel : ICacheLevel
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            int rows = job->RowsOf(block);
            float* input = job->Input + job->LineOf(block), statistics = job->Statistics + job->LineOf(block);
            for (int row = 0; row < rows; row += RowGroup.Rows)
            {
                // The next block's lines of a panel lie right behind this one's.
                int line = row * PackedLayout.PanelRows;
                var asking = new Asking<TLevel>((rows * PackedLayout.PanelRows) - line + (line * askedRows / RowGroup.Rows), askedRows);
                TNorm.Statistics<TSimd, TVector, Asking<TLevel>>(
                    input + line, Math.Min(RowGroup.Rows, rows - row), job->PanelFloats, job->Features, job->Epsilon, statistics + line, ref asking);
            }
        }

        /// <summary>The statistics of whole groups, while the block before goes out.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Statistics<TLevel, TSimd, TVector>(Job* job, int block, ref WaitingBlock<TNorm, TLevel> before)
            where TLevel : ICacheLevel
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            float* input = job->Input + job->LineOf(block), statistics = job->Statistics + job->LineOf(block);
            for (int line = 0; line < job->RowsOf(block) * PackedLayout.PanelRows; line += RowGroup.Rows * PackedLayout.PanelRows)
            {
                TNorm.Statistics<TSimd, TVector, WaitingBlock<TNorm, TLevel>>(
                    input + line, RowGroup.Rows, job->PanelFloats, job->Features, job->Epsilon, statistics + line, ref before);
            }
        }

        /// <summary>A block whose statistics are known.</summary>
        /// <param name="job">The job.</param>
        /// <param name="block">The block.</param>
        /// <param name="ahead">How many blocks further memory is asked; 0 asks for what has come already.</param>
        private static WaitingBlock<TNorm, TLevel> Waiting<TLevel>(Job* job, int block, int ahead)
            where TLevel : ICacheLevel
        {
            long line = job->LineOf(block);
            return new WaitingBlock<TNorm, TLevel>(
                job->Input + line, job->Statistics + line, job->Output + line, job->RowsOf(block), job->PanelFloats, job->Features, job->Weight, job->Bias,
                (long)ahead * job->BlockRows * PackedLayout.PanelRows);
        }

        /// <summary>The results of a block, which stayed in the second cache level since its statistics, while memory is asked for half of the next one.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Results<TActivation, TSimd, TVector>(Job* job, int block, bool isLast)
            where TActivation : struct, IActivation
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            long panelFloats = job->PanelFloats, first = job->LineOf(block);
            int rows = job->RowsOf(block);
            float* input = job->Input + first, output = job->Output + first, statistics = job->Statistics + first;

            // Memory takes parts of lines far more slowly than whole ones.
            bool streams = job->Streams && TSimd.Width == PackedLayout.PanelRows;
            float* asked = input + (isLast ? 0 : (rows + (rows / 2)) * PackedLayout.PanelRows);
            for (int feature = 0; feature < job->Features; feature += PackedLayout.PanelRows)
            {
                for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
                {
                    TVector weight = TSimd.Load(job->Weight + feature + lane);
                    TVector bias = TNorm.HasBias ? TSimd.Load(job->Bias + feature + lane) : TSimd.Zero;
                    Panel<TActivation, TSimd, TVector>(input + lane, statistics, output + lane, rows, weight, bias, streams, asked);
                }

                input += panelFloats;
                output += panelFloats;
                asked += panelFloats;
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

        /// <summary>Samples of a block.</summary>
        public readonly int RowsOf(int block) => Math.Min(BlockRows, Batch - (block * BlockRows));

        /// <summary>Where a block's first line is in each panel.</summary>
        public readonly long LineOf(int block) => (long)block * BlockRows * PackedLayout.PanelRows;
    }
}

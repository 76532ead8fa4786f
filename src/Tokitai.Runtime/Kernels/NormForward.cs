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
        var job = new Job
        {
            Batch = batch,
            PanelFloats = rows.PanelFloats,
            TaskRows = taskRows,
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
        pool.Run((batch + taskRows - 1) / taskRows, task, &job);
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
            long panelFloats = job->PanelFloats;
            int first = task * job->TaskRows;
            int rows = Math.Min(job->TaskRows, job->Batch - first);
            float* input = job->Input + (first * PackedLayout.PanelRows);
            float* output = job->Output + (first * PackedLayout.PanelRows);
            float* statistics = job->Statistics + (first * PackedLayout.PanelRows);
            for (int row = 0; row < rows; row += RowGroup.Rows)
            {
                int line = row * PackedLayout.PanelRows;
                TNorm.Statistics<TSimd, TVector>(
                    input + line, Math.Min(RowGroup.Rows, rows - row), panelFloats, job->Features, job->Epsilon, statistics + line);
            }

            bool streams = ProcessorCaches.Overflows((long)job->Batch * PackedLayout.RoundUp(job->Features));
            for (int feature = 0; feature < job->Features; feature += PackedLayout.PanelRows)
            {
                for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
                {
                    TVector weight = TSimd.Load(job->Weight + feature + lane);
                    TVector bias = TNorm.HasBias ? TSimd.Load(job->Bias + feature + lane) : TSimd.Zero;
                    Panel<TActivation, TSimd, TVector>(input + lane, statistics, output + lane, rows, weight, bias, streams);
                }

                input += panelFloats;
                output += panelFloats;
            }

            if (streams) Thread.MemoryBarrier();
            if (!TActivation.KeepsZero) PanelPadding.Clear<TSimd, TVector>(output - panelFloats, rows, job->Features);
        }

        /// <summary>One vector of features of all rows. A method of its own, so that its loop has the registers for itself.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Panel<TActivation, TSimd, TVector>(float* input, float* statistics, float* output, int rows, TVector weight, TVector bias, bool streams)
            where TActivation : struct, IActivation
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            for (int row = 0; row < rows; row++)
            {
                TVector normalised = TNorm.Normalise<TSimd, TVector>(input, statistics);
                TVector shifted = TNorm.Shift<TSimd, TVector>(normalised, weight, bias);
                TVector result = TActivation.Forward<TSimd, TVector>(shifted);
                if (streams) TSimd.StoreStreaming(output, result);
                else TSimd.Store(output, result);
                input += PackedLayout.PanelRows;
                statistics += PackedLayout.PanelRows;
                output += PackedLayout.PanelRows;
            }
        }
    }

    private struct Job
    {
        public int Batch;
        public long PanelFloats;
        public int TaskRows;
        public int Features;
        public float Epsilon;
        public float* Weight;
        public float* Bias;
        public float* Input;
        public float* Statistics;
        public float* Output;
    }
}

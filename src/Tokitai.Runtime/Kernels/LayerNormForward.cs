using System;
using System.Runtime.CompilerServices;
using Tokitai.Kernels.Activations;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>
/// Layer normalisation with the activation behind it: <c>y = f((x - mean) / sqrt(variance + epsilon) * weight + bias)</c> over the
/// features of each sample, biased variance (Ba, Kiros, Hinton: "Layer Normalization", 2016).
/// </summary>
internal static unsafe class LayerNormForward
{
    /// <summary>Normalises a batch.</summary>
    /// <param name="pool">Threads to work with; each takes some of the samples.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="batch">Number of samples.</param>
    /// <param name="features">Features of a sample.</param>
    /// <param name="activation">The activation, or none.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="weight">Padded scale.</param>
    /// <param name="bias">Padded shift.</param>
    /// <param name="input">Activation panels; the padding of the last panel is 0.</param>
    /// <param name="statistics">One panel, see <see cref="RowStatistics"/>.</param>
    /// <param name="output">Activation panels.</param>
    public static void Run(
        WorkerPool pool, SimdLevel simd, int batch, int features, ActivationKind activation, float epsilon,
        float* weight, float* bias, float* input, float* statistics, float* output)
    {
        int taskRows = RowTasks.RowsPerTask(pool, batch, features);
        var job = new Job
        {
            Batch = batch,
            TaskRows = taskRows,
            Features = features,
            Epsilon = epsilon,
            Weight = weight,
            Bias = bias,
            Input = input,
            Statistics = statistics,
            Output = output,
        };
        delegate*<void*, int, void> task = activation switch
        {
            ActivationKind.Relu => KernelDispatch.Select<Kernel<ReluActivation>>(simd),
            ActivationKind.Gelu => KernelDispatch.Select<Kernel<GeluActivation>>(simd),
            _ => KernelDispatch.Select<Kernel<IdentityActivation>>(simd),
        };
        pool.Run((batch + taskRows - 1) / taskRows, task, &job);
    }

    private readonly struct Kernel<TActivation> : IKernel
        where TActivation : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            long panelFloats = (long)PackedLayout.BatchStride(job->Batch) * PackedLayout.PanelRows;
            int first = task * job->TaskRows;
            int rows = Math.Min(job->TaskRows, job->Batch - first);
            float* input = job->Input + (first * PackedLayout.PanelRows);
            float* output = job->Output + (first * PackedLayout.PanelRows);
            float* statistics = job->Statistics + (first * PackedLayout.PanelRows);
            for (int row = 0; row < rows; row++)
            {
                int line = row * PackedLayout.PanelRows;
                RowStatistics.Compute<TSimd, TVector>(input + line, panelFloats, job->Features, job->Epsilon, statistics + line);
            }

            for (int feature = 0; feature < job->Features; feature += PackedLayout.PanelRows)
            {
                for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
                {
                    TVector weight = TSimd.Load(job->Weight + feature + lane);
                    TVector bias = TSimd.Load(job->Bias + feature + lane);
                    for (int row = 0; row < rows; row++)
                    {
                        int line = row * PackedLayout.PanelRows;
                        TVector normalised = NormalisedRow.Load<TSimd, TVector>(input + line + lane, statistics + line);
                        TVector shifted = TSimd.MultiplyAdd(normalised, weight, bias);
                        TSimd.Store(output + line + lane, TActivation.Forward<TSimd, TVector>(shifted));
                    }
                }

                input += panelFloats;
                output += panelFloats;
            }
        }
    }

    private struct Job
    {
        public int Batch;
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

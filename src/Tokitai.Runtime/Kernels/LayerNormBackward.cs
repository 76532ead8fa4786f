using System;
using System.Runtime.CompilerServices;
using Tokitai.Kernels.Activations;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>
/// Back through layer normalisation and the activation behind it. With <c>h</c> the normalised value, <c>u = h * weight + bias</c>
/// and <c>g = dy * f'(u)</c>: <c>dweight = sum over b of g * h</c>, <c>dbias = sum over b of g</c>, and per sample
/// <c>dx = (g * weight - mean(g * weight) - h * mean(g * weight * h)) / sqrt(variance + epsilon)</c>.
/// </summary>
internal static unsafe class LayerNormBackward
{
    /// <summary>Computes the gradients of a batch.</summary>
    /// <param name="pool">Threads to work with: first each takes some of the features, then some of the samples.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="batch">Number of samples.</param>
    /// <param name="features">Features of a sample.</param>
    /// <param name="activation">The activation that followed, or none.</param>
    /// <param name="weight">Padded scale.</param>
    /// <param name="bias">Padded shift.</param>
    /// <param name="input">Activation panels: the input of the normalisation.</param>
    /// <param name="statistics">Its statistics.</param>
    /// <param name="gradient">Activation panels: dy before, dx after; the padding is 0 before and after.</param>
    /// <param name="scratch">Memory of two vectors of padded features, for sums that an optimizer takes.</param>
    /// <param name="weightSink">Takes the gradient of the scale.</param>
    /// <param name="biasSink">Takes the gradient of the shift.</param>
    public static void Run(
        WorkerPool pool, SimdLevel simd, int batch, int features, ActivationKind activation,
        float* weight, float* bias, float* input, float* statistics, float* gradient, float* scratch,
        GradientSink weightSink, GradientSink biasSink)
    {
        // The second half needs the old scale, so an optimizer's update waits for it.
        bool update = weightSink.Rule is not null;
        int padded = PackedLayout.RoundUp(features);
        var job = new Job
        {
            Batch = batch,
            Features = features,
            TaskPanels = RowTasks.PanelsPerTask(pool, batch, features),
            TaskRows = RowTasks.RowsPerTask(pool, batch, features),
            Weight = weight,
            Bias = bias,
            Input = input,
            Statistics = statistics,
            Gradient = gradient,
            WeightGradient = update ? scratch : weightSink.Destination,
            BiasGradient = update ? scratch + padded : biasSink.Destination,
            Accumulate = !update && weightSink.Accumulate,
        };
        delegate*<void*, int, void> parameters = activation switch
        {
            ActivationKind.Relu => KernelDispatch.Select<ParameterKernel<ReluActivation>>(simd),
            ActivationKind.Gelu => KernelDispatch.Select<ParameterKernel<GeluActivation>>(simd),
            _ => KernelDispatch.Select<ParameterKernel<IdentityActivation>>(simd),
        };
        int panels = padded / PackedLayout.PanelRows;
        pool.Run((panels + job.TaskPanels - 1) / job.TaskPanels, parameters, &job);
        pool.Run((batch + job.TaskRows - 1) / job.TaskRows, KernelDispatch.Select<InputKernel>(simd), &job);
        if (!update) return;
        weightSink.Update(0, padded, job.WeightGradient, TensorKind.NormWeight);
        biasSink.Update(0, padded, job.BiasGradient, TensorKind.NormBias);
    }

    /// <summary>Some panels of features, all samples: g in place of dy, and the sums over the batch.</summary>
    private readonly struct ParameterKernel<TActivation> : IKernel
        where TActivation : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            long panelFloats = (long)PackedLayout.BatchStride(job->Batch) * PackedLayout.PanelRows;
            int panels = PackedLayout.RoundUp(job->Features) / PackedLayout.PanelRows;
            int end = Math.Min(panels, (task + 1) * job->TaskPanels);
            for (int panel = task * job->TaskPanels; panel < end; panel++)
            {
                for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
                {
                    int feature = (panel * PackedLayout.PanelRows) + lane;
                    float* input = job->Input + (panel * panelFloats) + lane;
                    float* gradient = job->Gradient + (panel * panelFloats) + lane;
                    float* statistics = job->Statistics;
                    TVector weight = TSimd.Load(job->Weight + feature);
                    TVector bias = TSimd.Load(job->Bias + feature);
                    TVector weightSum = job->Accumulate ? TSimd.Load(job->WeightGradient + feature) : TSimd.Zero;
                    TVector biasSum = job->Accumulate ? TSimd.Load(job->BiasGradient + feature) : TSimd.Zero;
                    for (int row = 0; row < job->Batch; row++)
                    {
                        TVector normalised = NormalisedRow.Load<TSimd, TVector>(input, statistics);
                        TVector shifted = TSimd.MultiplyAdd(normalised, weight, bias);
                        TVector g = TSimd.Multiply(TSimd.Load(gradient), TActivation.Derivative<TSimd, TVector>(shifted));
                        TSimd.Store(gradient, g);
                        weightSum = TSimd.MultiplyAdd(g, normalised, weightSum);
                        biasSum = TSimd.Add(biasSum, g);
                        input += PackedLayout.PanelRows;
                        gradient += PackedLayout.PanelRows;
                        statistics += PackedLayout.PanelRows;
                    }

                    TSimd.Store(job->WeightGradient + feature, weightSum);
                    TSimd.Store(job->BiasGradient + feature, biasSum);
                }
            }
        }
    }

    /// <summary>Some samples, all features: dx in place of g.</summary>
    private readonly struct InputKernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            int end = Math.Min(job->Batch, (task + 1) * job->TaskRows);
            for (int row = task * job->TaskRows; row < end; row++) Row<TSimd, TVector>(job, row);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Row<TSimd, TVector>(Job* job, int row)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            long panelFloats = (long)PackedLayout.BatchStride(job->Batch) * PackedLayout.PanelRows;
            int panels = PackedLayout.RoundUp(job->Features) / PackedLayout.PanelRows;
            int line = row * PackedLayout.PanelRows;
            float* statistics = job->Statistics + line;
            float* sums = stackalloc float[PackedLayout.PanelRows];
            float* products = stackalloc float[PackedLayout.PanelRows];
            for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
            {
                TVector sum = TSimd.Zero;
                TVector product = TSimd.Zero;
                float* input = job->Input + line + lane;
                float* gradient = job->Gradient + line + lane;
                for (int panel = 0; panel < panels; panel++, input += panelFloats, gradient += panelFloats)
                {
                    TVector scaled = TSimd.Multiply(TSimd.Load(gradient), TSimd.Load(job->Weight + (panel * PackedLayout.PanelRows) + lane));
                    sum = TSimd.Add(sum, scaled);
                    product = TSimd.MultiplyAdd(scaled, NormalisedRow.Load<TSimd, TVector>(input, statistics), product);
                }

                TSimd.Store(sums + lane, sum);
                TSimd.Store(products + lane, product);
            }

            TVector meanScaled = TSimd.Create(LaneSum.Of(sums) / job->Features);
            TVector meanProduct = TSimd.Create(LaneSum.Of(products) / job->Features);
            TVector reciprocal = TSimd.Broadcast(statistics + RowStatistics.ReciprocalDeviation);
            float* tailMask = KernelMemory.TailMask(job->Features);
            for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
            {
                float* input = job->Input + line + lane;
                float* gradient = job->Gradient + line + lane;
                for (int panel = 0; panel < panels; panel++, input += panelFloats, gradient += panelFloats)
                {
                    TVector scaled = TSimd.Multiply(TSimd.Load(gradient), TSimd.Load(job->Weight + (panel * PackedLayout.PanelRows) + lane));
                    TVector centered = TSimd.Subtract(scaled, meanScaled);
                    TVector normalised = NormalisedRow.Load<TSimd, TVector>(input, statistics);
                    TVector dx = TSimd.Multiply(TSimd.NegateMultiplyAdd(normalised, meanProduct, centered), reciprocal);
                    if (panel == panels - 1) dx = TSimd.And(dx, TSimd.Load(tailMask + lane));
                    TSimd.Store(gradient, dx);
                }
            }
        }
    }

    private struct Job
    {
        public int Batch;
        public int Features;
        public int TaskPanels;
        public int TaskRows;
        public float* Weight;
        public float* Bias;
        public float* Input;
        public float* Statistics;
        public float* Gradient;
        public float* WeightGradient;
        public float* BiasGradient;
        public bool Accumulate;
    }
}

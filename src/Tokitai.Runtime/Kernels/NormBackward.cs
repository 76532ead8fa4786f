using System;
using System.Runtime.CompilerServices;
using Tokitai.Kernels.Activations;
using Tokitai.Kernels.Norms;
using Tokitai.Optimizers;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>
/// Back through a normalisation and the activation behind it. With <c>h</c> the normalised value, <c>u = h * weight + bias</c>,
/// <c>g = dy * f'(u)</c> and <c>r</c> the reciprocal that <c>h</c> was scaled with: <c>dweight = sum over b of g * h</c>,
/// <c>dbias = sum over b of g</c>, and per sample <c>dx = (g * weight - mean(g * weight) - h * mean(g * weight * h)) * r</c>.
/// <see cref="NormKind.Rms"/> has no bias, and no first mean.
/// </summary>
internal static unsafe class NormBackward
{
    /// <summary>Computes the gradients of a batch.</summary>
    /// <param name="pool">Threads to work with: first each takes some of the features, then some of the samples.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="rows">The samples.</param>
    /// <param name="features">Features of a sample.</param>
    /// <param name="norm">Which normalisation.</param>
    /// <param name="activation">The activation that followed, or none.</param>
    /// <param name="weight">Padded scale.</param>
    /// <param name="bias">Padded shift; null where the norm has none.</param>
    /// <param name="input">Activation panels: the input of the normalisation.</param>
    /// <param name="statistics">Its statistics.</param>
    /// <param name="gradient">Activation panels: dy before, dx after; the padding is 0 before and after.</param>
    /// <param name="scratch">Memory of two vectors of padded features, for sums that an optimizer takes.</param>
    /// <param name="weightSink">Takes the gradient of the scale.</param>
    /// <param name="biasSink">Takes the gradient of the shift; default where the norm has none.</param>
    public static void Run(
        WorkerPool pool, SimdLevel simd, BatchRows rows, int features, NormKind norm, ActivationKind activation,
        float* weight, float* bias, float* input, float* statistics, float* gradient, float* scratch,
        GradientSink weightSink, GradientSink biasSink)
    {
        // The second half needs the old scale, so an optimizer's update waits for it.
        bool update = weightSink.Rule is not null;
        int batch = rows.Count;
        int padded = PackedLayout.RoundUp(features);
        var job = new Job
        {
            Batch = batch,
            PanelFloats = rows.PanelFloats,
            Features = features,
            PanelTasks = RowTasks.PanelTasks(pool, batch, features),
            TaskRows = RowTasks.RowsPerTask(pool, batch, features),
            Weight = weight,
            Bias = bias,
            Input = input,
            Statistics = statistics,
            Gradient = gradient,
            WeightGradient = update ? scratch : weightSink.Destination,
            BiasGradient = update ? scratch + padded : biasSink.Destination,
            Accumulate = !update && weightSink.Accumulate,
            Streams = ProcessorCaches.Overflows((long)batch * padded),
        };
        int panels = padded / PackedLayout.PanelRows;
        delegate*<void*, int, void> parameters, inputs;
        switch (norm)
        {
            case NormKind.Layer:
                parameters = ActivationDispatch.Select<ParameterKernel<LayerNormalisation>>(simd, activation);
                inputs = KernelDispatch.Select<InputKernel<LayerNormalisation>>(simd);
                break;
            case NormKind.Rms:
                parameters = ActivationDispatch.Select<ParameterKernel<RmsNormalisation>>(simd, activation);
                inputs = KernelDispatch.Select<InputKernel<RmsNormalisation>>(simd);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(norm), norm, $"The norm is {norm}: only Layer and Rms have kernels.");
        }

        pool.Run(job.PanelTasks, parameters, &job);
        pool.Run((batch + job.TaskRows - 1) / job.TaskRows, inputs, &job);
        if (!update) return;
        weightSink.Update(0, padded, job.WeightGradient, TensorKind.NormWeight, Lookahead.None);
        if (biasSink.Exists) biasSink.Update(0, padded, job.BiasGradient, TensorKind.NormBias, Lookahead.None);
    }

    /// <summary>Some panels of features, all samples: g in place of dy, and the sums over the batch.</summary>
    private readonly struct ParameterKernel<TNorm> : IActivationKernel
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
            int panels = PackedLayout.RoundUp(job->Features) / PackedLayout.PanelRows;
            (int first, int end) = TaskShares.Of(panels, job->PanelTasks, task);
            for (int panel = first; panel < end; panel++)
            {
                for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
                {
                    int feature = (panel * PackedLayout.PanelRows) + lane;
                    float* input = job->Input + (panel * panelFloats) + lane;
                    float* gradient = job->Gradient + (panel * panelFloats) + lane;
                    TVector weight = TSimd.Load(job->Weight + feature);
                    TVector bias = TNorm.HasBias ? TSimd.Load(job->Bias + feature) : TSimd.Zero;
                    TVector weightSum = job->Accumulate ? TSimd.Load(job->WeightGradient + feature) : TSimd.Zero;
                    TVector biasSum = TNorm.HasBias && job->Accumulate ? TSimd.Load(job->BiasGradient + feature) : TSimd.Zero;
                    if (job->Batch > 0)
                    {
                        Panel<TActivation, TSimd, TVector>(
                            input, gradient, job->Statistics, job->Batch, weight, bias, job->Streams, ref weightSum, ref biasSum);
                    }

                    TSimd.Store(job->WeightGradient + feature, weightSum);
                    if (TNorm.HasBias) TSimd.Store(job->BiasGradient + feature, biasSum);
                }
            }
        }

        /// <summary>One vector of features of all samples. A method of its own, so that its loop has the registers for itself.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Panel<TActivation, TSimd, TVector>(
            float* input, float* gradient, float* statistics, int rows, TVector weight, TVector bias, bool streams,
            ref TVector weightSum, ref TVector biasSum)
            where TActivation : struct, IActivation
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            // At least one row: in a loop that need not be entered by a test the compiler keeps constants in registers.
            TVector products = weightSum, sum = biasSum;
            int row = 0;
            do
            {
                if (streams)
                {
                    Prefetch.Stream(input);
                    Prefetch.Stream(gradient);
                }

                TVector normalised = TNorm.Normalise<TSimd, TVector>(input, statistics);
                TVector shifted = TNorm.Shift<TSimd, TVector>(normalised, weight, bias);
                TVector g = TSimd.Multiply(TSimd.Load(gradient), TActivation.Derivative<TSimd, TVector>(shifted));
                TSimd.Store(gradient, g);
                products = TSimd.MultiplyAdd(g, normalised, products);
                if (TNorm.HasBias) sum = TSimd.Add(sum, g);
                input += PackedLayout.PanelRows;
                gradient += PackedLayout.PanelRows;
                statistics += PackedLayout.PanelRows;
                row++;
            }
            while (row < rows);
            weightSum = products;
            biasSum = sum;
        }
    }

    /// <summary>Some samples, all features: dx in place of g.</summary>
    private readonly struct InputKernel<TNorm> : IKernel
        where TNorm : struct, INormalisation
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            int end = Math.Min(job->Batch, (task + 1) * job->TaskRows);
            for (int row = task * job->TaskRows; row < end; row += RowTasks.MaxRows)
            {
                Rows<TSimd, TVector>(job, row, Math.Min(RowTasks.MaxRows, end - row));
            }
        }

        /// <summary>
        /// Some samples, panel by panel, so that memory is read in runs; their sums lie in the first-level cache meanwhile, and each adds up in the
        /// order of the panels.
        /// </summary>
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Rows<TSimd, TVector>(Job* job, int first, int rows)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            const int Line = PackedLayout.PanelRows;
            long panelFloats = job->PanelFloats;
            int panels = PackedLayout.RoundUp(job->Features) / Line;
            float* sums = stackalloc float[RowTasks.MaxRows * Line];
            float* products = stackalloc float[RowTasks.MaxRows * Line];
            new Span<float>(sums, rows * Line).Clear();
            new Span<float>(products, rows * Line).Clear();
            float* statistics = job->Statistics + (first * Line);
            float* input = job->Input + (first * Line);
            float* gradient = job->Gradient + (first * Line);
            for (int panel = 0; panel < panels; panel++)
            {
                for (int lane = 0; lane < Line; lane += TSimd.Width)
                {
                    TVector weight = TSimd.Load(job->Weight + (panel * Line) + lane);
                    Add<TSimd, TVector>(input + (panel * panelFloats) + lane, gradient + (panel * panelFloats) + lane, statistics, rows, panelFloats, weight, sums + lane, products + lane);
                }
            }

            for (int row = 0; row < rows; row++)
            {
                // The first lanes take the means, which is all that is needed from here on.
                sums[row * Line] = LaneSum.Of(sums + (row * Line)) / job->Features;
                products[row * Line] = LaneSum.Of(products + (row * Line)) / job->Features;
            }

            for (int panel = 0; panel < panels; panel++)
            {
                float* mask = KernelMemory.TailMask(panel == panels - 1 ? job->Features : Line);
                for (int lane = 0; lane < Line; lane += TSimd.Width)
                {
                    TVector weight = TSimd.Load(job->Weight + (panel * Line) + lane);
                    Finish<TSimd, TVector>(
                        input + (panel * panelFloats) + lane, gradient + (panel * panelFloats) + lane, statistics, rows, weight, TSimd.Load(mask + lane), sums, products);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Add<TSimd, TVector>(
            float* input, float* gradient, float* statistics, int rows, long ahead, TVector weight, float* sums, float* products)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            for (int at = 0; at < rows * PackedLayout.PanelRows; at += PackedLayout.PanelRows)
            {
                // The lines of the next panel, which no processor foresees.
                Prefetch.Line(input + at + ahead);
                Prefetch.Line(gradient + at + ahead);
                TVector scaled = TSimd.Multiply(TSimd.Load(gradient + at), weight);
                if (TNorm.Centers) TSimd.Store(sums + at, TSimd.Add(TSimd.Load(sums + at), scaled));
                TVector normalised = TNorm.Normalise<TSimd, TVector>(input + at, statistics + at);
                TSimd.Store(products + at, TSimd.MultiplyAdd(scaled, normalised, TSimd.Load(products + at)));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Finish<TSimd, TVector>(
            float* input, float* gradient, float* statistics, int rows, TVector weight, TVector mask, float* meanScaled, float* meanProducts)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            for (int at = 0; at < rows * PackedLayout.PanelRows; at += PackedLayout.PanelRows)
            {
                TVector centered = TSimd.Multiply(TSimd.Load(gradient + at), weight);
                if (TNorm.Centers) centered = TSimd.Subtract(centered, TSimd.Broadcast(meanScaled + at));
                TVector normalised = TNorm.Normalise<TSimd, TVector>(input + at, statistics + at);
                TVector distance = TSimd.NegateMultiplyAdd(normalised, TSimd.Broadcast(meanProducts + at), centered);
                TVector dx = TSimd.Multiply(distance, TSimd.Broadcast(statistics + at + RowStatistics.Reciprocal));
                TSimd.Store(gradient + at, TSimd.And(dx, mask));
            }
        }
    }

    private struct Job
    {
        public int Batch;
        public long PanelFloats;
        public int Features;
        public int PanelTasks;
        public int TaskRows;
        public float* Weight;
        public float* Bias;
        public float* Input;
        public float* Statistics;
        public float* Gradient;
        public float* WeightGradient;
        public float* BiasGradient;
        public bool Accumulate;
        public bool Streams;
    }
}

using System;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
/// <remarks>
/// Two readings of input and gradient, both by groups of panels: the sums over the batch need all samples of a feature in their order, and the sums over the
/// features of a sample are added up from those of its groups, whose size depends on the number of features alone. A thread that comes to the same group twice
/// finds it in its cache.
/// </remarks>
internal static unsafe class NormBackward
{
    /// <summary>
    /// Samples of a block: memory likes long runs, here of 32 KB in each panel, while the sums of the samples, 64 KB, stay in a near cache from panel to panel of a group.
    /// </summary>
    private const int BlockRows = 512;

    /// <summary>The most panels of a group.</summary>
    private const int MostPanels = 4;

    /// <summary>Groups that even few features are cut into, as far as they have panels: they can be shared.</summary>
    private const int FewestGroups = 8;

    /// <summary>The fewest samples that some groups are cut into.</summary>
    private const int FewestRows = 16;

    /// <summary>Samples of a task that adds up groups, which takes some microseconds.</summary>
    private const int MeanRows = 1024;

    /// <summary>Lanes of a sample's line of statistics that take the means of <c>g * weight</c> and of <c>g * weight * h</c> on the way back.</summary>
    private const int MeanScaled = RowStatistics.Reciprocal + 1, MeanProducts = MeanScaled + 1;

    /// <summary>Floats of scratch.</summary>
    /// <param name="widest">Features of the widest norm.</param>
    /// <param name="maxBatch">Largest batch.</param>
    public static long ScratchLength(int widest, int maxBatch)
    {
        int panels = PackedLayout.RoundUp(widest) / PackedLayout.PanelRows, mostGroups = (panels + MostPanels - 1) / MostPanels;
        return (2L * PackedLayout.RoundUp(widest)) + (2L * Math.Max(mostGroups, 2 * FewestGroups) * SumStride(maxBatch));
    }

    /// <summary>Computes the gradients of a batch.</summary>
    /// <param name="pool">Threads to work with; each takes some of the features, and of few features some of the samples.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="rows">The samples.</param>
    /// <param name="features">Features of a sample.</param>
    /// <param name="norm">Which normalisation.</param>
    /// <param name="activation">The activation that followed, or none.</param>
    /// <param name="weight">Padded scale.</param>
    /// <param name="bias">Padded shift; null where the norm has none.</param>
    /// <param name="input">Activation panels: the input of the normalisation.</param>
    /// <param name="statistics">Its statistics; other lanes of their lines are written.</param>
    /// <param name="gradient">Activation panels: dy before, dx after; the padding is 0 before and after.</param>
    /// <param name="scratch">Memory of <see cref="ScratchLength"/> floats.</param>
    /// <param name="weightSink">Takes the gradient of the scale.</param>
    /// <param name="biasSink">Takes the gradient of the shift; default where the norm has none.</param>
    public static void Run(
        WorkerPool pool, SimdLevel simd, BatchRows rows, int features, NormKind norm, ActivationKind activation,
        float* weight, float* bias, float* input, float* statistics, float* gradient, float* scratch,
        GradientSink weightSink, GradientSink biasSink)
    {
        // The second half needs the old scale, so an optimizer's update waits for it.
        bool update = weightSink.Rule is not null;
        int batch = rows.Count, padded = PackedLayout.RoundUp(features), panels = padded / PackedLayout.PanelRows;
        int groupPanels = Math.Clamp(panels / FewestGroups, 1, MostPanels), groups = (panels + groupPanels - 1) / groupPanels;
        var job = new Job
        {
            Batch = batch,
            PanelFloats = rows.PanelFloats,
            Features = features,
            Panels = panels,
            GroupPanels = groupPanels,
            Groups = groups,
            Tasks = Math.Min(groups, RowTasks.PanelTasks(pool, batch, features)),
            RowParts = 1,
            Weight = weight,
            Bias = bias,
            Input = input,
            Statistics = statistics,
            Gradient = gradient,
            WeightGradient = update ? scratch : weightSink.Destination,
            BiasGradient = update ? scratch + padded : biasSink.Destination,
            Accumulate = !update && weightSink.Accumulate,
            Streams = ProcessorCaches.Overflows((long)batch * padded),
            Sums = scratch + (2 * padded),
            SumStride = SumStride(batch),
        };

        // What is left when the sums are there goes sample by sample: few groups are cut into samples, too, where there are threads for them.
        if (job.Tasks > 1) job.RowParts = Math.Clamp(((2 * pool.ThreadCount) + groups - 1) / groups, 1, Math.Max(1, batch / FewestRows));
        delegate*<void*, int, void> parameters, means, inputs;
        switch (norm)
        {
            case NormKind.Layer:
                parameters = ActivationDispatch.Select<ParameterKernel<LayerNormalisation>>(simd, activation);
                means = &Means<LayerNormalisation>;
                inputs = KernelDispatch.Select<InputKernel<LayerNormalisation>>(simd);
                break;
            case NormKind.Rms:
                parameters = ActivationDispatch.Select<ParameterKernel<RmsNormalisation>>(simd, activation);
                means = &Means<RmsNormalisation>;
                inputs = KernelDispatch.Select<InputKernel<RmsNormalisation>>(simd);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(norm), norm, $"The norm is {norm}: only Layer and Rms have kernels.");
        }

        pool.Run(job.Tasks, parameters, &job);
        pool.Run((batch + MeanRows - 1) / MeanRows, means, &job);
        if (batch > 0) pool.Run(job.Tasks * job.RowParts, inputs, &job);
        if (!update) return;
        weightSink.Update(0, padded, job.WeightGradient, TensorKind.NormWeight, Lookahead.None);
        if (biasSink.Exists) biasSink.Update(0, padded, job.BiasGradient, TensorKind.NormBias, Lookahead.None);
    }

    /// <summary>Floats from the sums of one group to those of the next.</summary>
    private static int SumStride(int batch) => PackedLayout.RoundUp(batch);

    /// <summary>The means of some samples from the sums of their groups, in the order of the groups.</summary>
    private static void Means<TNorm>(void* state, int task)
        where TNorm : struct, INormalisation
    {
        Job* job = (Job*)state;
        int first = task * MeanRows, rows = Math.Min(MeanRows, job->Batch - first);
        if (TNorm.Centers) Means(job, first, rows, job->SumsOf(0), MeanScaled);
        Means(job, first, rows, job->ProductsOf(0), MeanProducts);
    }

    private static void Means(Job* job, int first, int rows, float* sums, int lane)
    {
        var total = new Span<float>(sums + first, rows);
        for (int group = 1; group < job->Groups; group++)
        {
            TensorPrimitives.Add(total, new ReadOnlySpan<float>(sums + first + (2L * group * job->SumStride), rows), total);
        }

        TensorPrimitives.Divide(total, job->Features, total);
        float* means = job->Statistics + ((long)first * PackedLayout.PanelRows) + lane;
        for (int row = 0; row < rows; row++) means[(long)row * PackedLayout.PanelRows] = total[row];
    }

    /// <summary>Some groups of panels, all samples: g in place of dy, the sums over the batch, and those over the features of each group.</summary>
    private readonly struct ParameterKernel<TNorm> : IActivationKernel
        where TNorm : struct, INormalisation
    {
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TActivation, TSimd, TVector>(void* state, int task)
            where TActivation : struct, IActivation
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            float* lanes = stackalloc float[2 * BlockRows * PackedLayout.PanelRows];
            (int first, int end) = TaskShares.Of(job->Groups, job->Tasks, task);
            for (int group = first; group < end; group++)
            {
                if (!job->Accumulate) Clear(job, group);
                for (int row = 0; row < job->Batch; row += BlockRows)
                {
                    int rows = Math.Min(BlockRows, job->Batch - row);
                    Block<TActivation, TSimd, TVector>(job, group, row, rows, lanes);
                    if (TNorm.Centers) Add(lanes, rows, job->SumsOf(group) + row);
                    Add(lanes + (BlockRows * PackedLayout.PanelRows), rows, job->ProductsOf(group) + row);
                }
            }
        }

        private static void Clear(Job* job, int group)
        {
            int first = group * job->GroupPanels * PackedLayout.PanelRows, floats = (job->EndOf(group) * PackedLayout.PanelRows) - first;
            new Span<float>(job->WeightGradient + first, floats).Clear();
            if (TNorm.HasBias) new Span<float>(job->BiasGradient + first, floats).Clear();
        }

        /// <summary>The panels of a group for some samples, whose sums stand in the lanes afterwards, lane by lane.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Block<TActivation, TSimd, TVector>(Job* job, int group, int row, int rows, float* lanes)
            where TActivation : struct, IActivation
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            if (TNorm.Centers) new Span<float>(lanes, rows * PackedLayout.PanelRows).Clear();
            new Span<float>(lanes + (BlockRows * PackedLayout.PanelRows), rows * PackedLayout.PanelRows).Clear();
            long at = (long)row * PackedLayout.PanelRows;
            for (int panel = group * job->GroupPanels; panel < job->EndOf(group); panel++)
            {
                for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
                {
                    int feature = (panel * PackedLayout.PanelRows) + lane;
                    float* weightSum = job->WeightGradient + feature, biasSum = job->BiasGradient + feature;
                    TVector weight = TSimd.Load(job->Weight + feature), bias = TNorm.HasBias ? TSimd.Load(job->Bias + feature) : TSimd.Zero;
                    TVector products = TSimd.Load(weightSum), sum = TNorm.HasBias ? TSimd.Load(biasSum) : TSimd.Zero;
                    Panel<TActivation, TSimd, TVector>(
                        job->Input + (panel * job->PanelFloats) + at + lane, job->Gradient + (panel * job->PanelFloats) + at + lane, job->Statistics + at, rows,
                        weight, bias, job->Streams, lanes + lane, ref products, ref sum);
                    TSimd.Store(weightSum, products);
                    if (TNorm.HasBias) TSimd.Store(biasSum, sum);
                }
            }
        }

        /// <summary>One vector of features of some samples. A method of its own, so that its loop has the registers for itself.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Panel<TActivation, TSimd, TVector>(
            float* input, float* gradient, float* statistics, int rows, TVector weight, TVector bias, bool streams, float* lanes,
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
                    // The next block of this panel.
                    Prefetch.Stream(input);
                    Prefetch.Stream(gradient);
                }

                TVector normalised = TNorm.Normalise<TSimd, TVector>(input, statistics);
                TVector g = TSimd.Load(gradient);
                if (typeof(TActivation) != typeof(IdentityActivation))
                {
                    TVector shifted = TNorm.Shift<TSimd, TVector>(normalised, weight, bias);
                    g = TSimd.Multiply(g, TActivation.Derivative<TSimd, TVector>(shifted));
                    TSimd.Store(gradient, g);
                }

                products = TSimd.MultiplyAdd(g, normalised, products);
                if (TNorm.HasBias) sum = TSimd.Add(sum, g);
                TVector scaled = TSimd.Multiply(g, weight);
                float* scaledProducts = lanes + (BlockRows * PackedLayout.PanelRows);
                if (TNorm.Centers) TSimd.Store(lanes, TSimd.Add(TSimd.Load(lanes), scaled));
                TSimd.Store(scaledProducts, TSimd.MultiplyAdd(scaled, normalised, TSimd.Load(scaledProducts)));
                input += PackedLayout.PanelRows;
                gradient += PackedLayout.PanelRows;
                statistics += PackedLayout.PanelRows;
                lanes += PackedLayout.PanelRows;
                row++;
            }
            while (row < rows);
            weightSum = products;
            biasSum = sum;
        }

        /// <summary>The sum of each sample's lanes.</summary>
        private static void Add(float* lanes, int rows, float* sums)
        {
            const int Line = PackedLayout.PanelRows;
            int row = 0;
            for (; row <= rows - 4; row += 4, lanes += 4 * Line) LaneSum.OfFour(lanes, lanes + Line, lanes + (2 * Line), lanes + (3 * Line)).Store(sums + row);
            for (; row < rows; row++, lanes += Line) sums[row] = LaneSum.Of(lanes);
        }
    }

    /// <summary>Some groups of panels, all samples or some: dx in place of g.</summary>
    private readonly struct InputKernel<TNorm> : IKernel
        where TNorm : struct, INormalisation
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            (int first, int end) = TaskShares.Of(job->Groups, job->Tasks, task / job->RowParts);
            long part = task % job->RowParts;
            int firstRow = (int)(job->Batch * part / job->RowParts), endRow = (int)(job->Batch * (part + 1) / job->RowParts);
            for (int group = first; group < end; group++)
            {
                // In blocks, so that their statistics stay in a near cache from panel to panel.
                for (int row = firstRow; row < endRow; row += BlockRows) Block<TSimd, TVector>(job, group, row, Math.Min(BlockRows, endRow - row));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Block<TSimd, TVector>(Job* job, int group, int row, int rows)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            const int Line = PackedLayout.PanelRows;
            long at = (long)row * Line;
            for (int panel = group * job->GroupPanels; panel < job->EndOf(group); panel++)
            {
                float* mask = KernelMemory.TailMask(panel == job->Panels - 1 ? job->Features : Line);
                for (int lane = 0; lane < Line; lane += TSimd.Width)
                {
                    Panel<TSimd, TVector>(
                        job->Input + (panel * job->PanelFloats) + at + lane, job->Gradient + (panel * job->PanelFloats) + at + lane, job->Statistics + at, rows,
                        TSimd.Load(job->Weight + (panel * Line) + lane), TSimd.Load(mask + lane), job->Streams);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Panel<TSimd, TVector>(float* input, float* gradient, float* statistics, int rows, TVector weight, TVector mask, bool streams)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            for (long at = 0; at < (long)rows * PackedLayout.PanelRows; at += PackedLayout.PanelRows)
            {
                if (streams)
                {
                    Prefetch.Stream(input + at);
                    Prefetch.Stream(gradient + at);
                }

                TVector centered = TSimd.Multiply(TSimd.Load(gradient + at), weight);
                if (TNorm.Centers) centered = TSimd.Subtract(centered, TSimd.Broadcast(statistics + at + MeanScaled));
                TVector normalised = TNorm.Normalise<TSimd, TVector>(input + at, statistics + at);
                TVector distance = TSimd.NegateMultiplyAdd(normalised, TSimd.Broadcast(statistics + at + MeanProducts), centered);
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
        public int Panels;
        public int GroupPanels;
        public int Groups;
        public int Tasks;
        public int RowParts;
        public float* Weight;
        public float* Bias;
        public float* Input;
        public float* Statistics;
        public float* Gradient;
        public float* WeightGradient;
        public float* BiasGradient;
        public bool Accumulate;
        public bool Streams;
        public float* Sums;
        public int SumStride;

        /// <summary>The panel behind the last one of a group.</summary>
        public readonly int EndOf(int group) => Math.Min((group + 1) * GroupPanels, Panels);

        /// <summary>For each sample the sum of <c>g * weight</c> over the features of a group.</summary>
        public readonly float* SumsOf(int group) => Sums + (2L * group * SumStride);

        /// <summary>For each sample the sum of <c>g * weight * h</c> over the features of a group.</summary>
        public readonly float* ProductsOf(int group) => Sums + (((2L * group) + 1) * SumStride);
    }
}

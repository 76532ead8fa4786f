using System;
using System.Runtime.CompilerServices;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>
/// The weight gradient of a linear layer, <c>dw[n, k] = sum over b of dy[b, n] * x[b, k]</c>, and that of its bias,
/// <c>db[n] = sum over b of dy[b, n]</c>: one chain an element, in ascending b. Accumulating goes on with the chain where it stood,
/// so consecutive micro-batches give the bits of the whole batch. Vectors run along n: a tile of sums is whole lines of the packed
/// gradient, and an optimizer may take it while it is still in the first-level cache.
/// </summary>
internal static unsafe class LinearWeightGradient
{
    /// <summary>Samples of one visit: their two panels of 16 features stay in the first-level cache beside the tile of sums.</summary>
    private const int BlockSamples = 128;

    private const long ParallelThreshold = 100_000;

    /// <summary>Inputs of one visit: the sums of a panel (16 KB) stay in the first-level cache over all samples.</summary>
    private const int BlockInputs = 256;

    private const int TileFloats = BlockInputs * PackedLayout.PanelRows;

    /// <summary>Computes the gradients of weight and bias, or updates both.</summary>
    /// <param name="pool">Threads to work with; each takes tiles of the weight.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="rows">The samples.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="input">Activation panels of x.</param>
    /// <param name="outputGradient">Activation panels of dy; the padding of the last panel is 0.</param>
    /// <param name="weight">Takes the gradient of the weight.</param>
    /// <param name="bias">Takes the gradient of the bias, if there is one.</param>
    public static void Run(
        WorkerPool pool, SimdLevel simd, BatchRows rows, int inputs, int outputs,
        float* input, float* outputGradient, GradientSink weight, GradientSink bias)
    {
        int batch = rows.Count;
        int panels = PackedLayout.RoundUp(outputs) / PackedLayout.PanelRows;
        int panelsPerGroup = simd == SimdLevel.Vector512 ? 2 : 1;
        int blocks = (inputs + BlockInputs - 1) / BlockInputs;
        int units = (panels + panelsPerGroup - 1) / panelsPerGroup * blocks;
        bool parallel = (long)batch * inputs * outputs >= ParallelThreshold;
        var job = new Job
        {
            Batch = batch,
            Stride = rows.Stride,
            Inputs = inputs,
            Outputs = outputs,
            Input = input,
            OutputGradient = outputGradient,
            Blocks = blocks,
            Panels = panels,
            PanelsPerGroup = panelsPerGroup,
            Units = units,
            Tasks = parallel ? Math.Min(units, 4 * pool.ThreadCount) : 1,
        };
        var context = new Context { Job = &job, Weight = weight, Bias = bias };
#pragma warning disable CS8500 // The context holds a reference to the optimizer; it lives on this stack frame, which outlasts the job.
        void* state = &context;
#pragma warning restore CS8500
        pool.Run(job.Tasks, KernelDispatch.Select<Kernel>(simd), state);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Task<TSimd, TVector>(void* state, int task)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        ref Context context = ref Unsafe.AsRef<Context>(state);
        Job* job = context.Job;
        int end = (int)((long)job->Units * (task + 1) / job->Tasks);
        int askedLines = 0;
        for (int unit = (int)((long)job->Units * task / job->Tasks); unit < end; unit++)
        {
            int panel = unit / job->Blocks * job->PanelsPerGroup;
            int block = unit % job->Blocks;
            askedLines = Tile<TSimd, TVector>(ref context, panel, block, askedLines, isLast: unit + 1 == end);
            if (block == 0 && context.Bias.Exists)
            {
                int panels = Math.Min(job->PanelsPerGroup, job->Panels - panel);
                for (int i = 0; i < panels; i++) BiasPanel<TSimd, TVector>(ref context, panel + i);
            }
        }
    }

    /// <summary>
    /// One block of the weight: at most 256 inputs of one or two panels. An update asks for a part of what the next block's will want, the sums of
    /// that block for the rest: so the memory is busy all the time. (An update takes about as long as the sums of 32 samples.)
    /// </summary>
    /// <param name="context">The job.</param>
    /// <param name="panel">First panel.</param>
    /// <param name="block">Number of the block.</param>
    /// <param name="askedLines">Lines of each panel that the block before has asked for.</param>
    /// <param name="isLast">Whether no block of this task follows.</param>
    /// <returns>Lines of each panel of the next block that have been asked for.</returns>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Tile<TSimd, TVector>(ref Context context, int panel, int block, int askedLines, bool isLast)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        Job* job = context.Job;
        int panels = Math.Min(job->PanelsPerGroup, job->Panels - panel);
        int firstInput = block * BlockInputs;
        int inputs = Math.Min(BlockInputs, job->Inputs - firstInput);
        long offset = PackedLayout.LineOffset(job->Inputs, panel, firstInput);
        long distance = PackedLayout.PanelDistance(job->Inputs);
        if (context.Weight.Rule is null)
        {
            Sum<TSimd, TVector>(job, panel, panels, firstInput, inputs, context.Weight.Destination + offset, distance, in context.Weight, 0);
            return 0;
        }

        // The sums pass through the first-level cache only; reading rows past a tile's edge needs a tile's rows of slack.
        float* memory = stackalloc float[(2 * TileFloats) + (16 * PackedLayout.PanelRows)];
        float* sums = (float*)(((nint)memory + 63) & ~(nint)63);
        Sum<TSimd, TVector>(job, panel, panels, firstInput, inputs, sums, TileFloats, in context.Weight, askedLines);

        // The next tile: the next block of these panels, or the first of the next ones.
        bool goesOn = block + 1 < job->Blocks;
        int nextPanel = goesOn ? panel : panel + job->PanelsPerGroup, nextInput = goesOn ? firstInput + BlockInputs : 0;
        int nextPanels = isLast ? 0 : Math.Min(panels, job->Panels - nextPanel);
        int nextLines = Math.Min(inputs, job->Inputs - nextInput) / 2;
        long next = PackedLayout.LineOffset(job->Inputs, nextPanel, nextInput);
        for (int i = 0; i < panels; i++)
        {
            int lines;
            for (int line = 0; line < inputs; line += lines)
            {
                lines = Math.Min(inputs - line, context.Weight.PieceLines);
                int half = line / 2;
                if (i < nextPanels) context.Weight.Prefetch(next + (i * distance) + (half * PackedLayout.PanelRows), Math.Min(lines / 2, nextLines - half));
                long inside = (long)line * PackedLayout.PanelRows;
                context.Weight.Update(
                    offset + (i * distance) + inside, (long)lines * PackedLayout.PanelRows, sums + (i * TileFloats) + inside, TensorKind.LinearWeight);
            }
        }

        return nextLines;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<TSimd, TVector>(
        Job* job, int panel, int panels, int firstInput, int inputs, float* sums, long sumsDistance, in GradientSink sink, int askedLines)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        long panelFloats = (long)job->Stride * PackedLayout.PanelRows;
        bool paired = TSimd.Width == PackedLayout.PanelRows;
        bool alone = paired && panels == 1, accumulate = sink.Accumulate;
        if (job->Batch == 0 && !accumulate)
        {
            for (int i = 0; i < panels; i++) new Span<float>(sums + (i * sumsDistance), inputs * PackedLayout.PanelRows).Clear();
        }

        for (int sample = 0; sample < job->Batch; sample += BlockSamples)
        {
            bool goesOn = accumulate || sample > 0;
            long line = (long)sample * PackedLayout.PanelRows;
            var tile = new TileArguments
            {
                BStep = PackedLayout.PanelRows,
                BVector = alone ? 0 : paired ? panelFloats : TSimd.Width,
                Length = Math.Min(BlockSamples, job->Batch - sample),
                ChunkLength = BlockSamples,
                CRow = PackedLayout.PanelRows,
                CVector = alone ? 0 : paired ? sumsDistance : TSimd.Width,
            };
            tile.InitRow = goesOn ? tile.CRow : 0;
            tile.InitVector = goesOn ? tile.CVector : 0;
            bool isLast = sample + BlockSamples >= job->Batch;
            for (int k = 0; k < inputs; k += PackedLayout.PanelRows)
            {
                float* x = job->Input + ((firstInput + k) / PackedLayout.PanelRows * panelFloats) + line;
                int rows = Math.Min(PackedLayout.PanelRows, inputs - k);

                // What the optimizer will read of these lines comes from memory while they are summed up.
                bool asks = isLast && k + PackedLayout.PanelRows > askedLines;
                for (int i = 0; asks && i < panels; i++) sink.Prefetch(PackedLayout.LineOffset(job->Inputs, panel + i, firstInput + k), rows);
                for (int inside = 0; inside < PackedLayout.PanelRows; inside += 2 * TSimd.Width)
                {
                    tile.B = job->OutputGradient + (panel * panelFloats) + line + inside;
                    for (int row = 0; row < rows; row += tile.Rows)
                    {
                        tile.Rows = RowTiles.Next(TSimd.Width, rows - row);
                        tile.A = x + row;

                        // Both operands step from line to line, so one distance leads from those of dy to those of x that come next. One of the
                        // tiles over a panel of x asks for them.
                        tile.BPrefetch = row == 0 && inside == 0 ? x + panelFloats - tile.B : 0;
                        tile.C = sums + ((k + row) * PackedLayout.PanelRows) + inside;
                        tile.Init = goesOn ? tile.C : KernelMemory.Zeros;
                        RowTiles.Run<TSimd, TVector, LineSteps>(tile);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BiasPanel<TSimd, TVector>(ref Context context, int panel)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        Job* job = context.Job;
        int offset = panel * PackedLayout.PanelRows;
        float* gradient = job->OutputGradient + ((long)offset * job->Stride);
        float* update = stackalloc float[PackedLayout.PanelRows];
        bool direct = context.Bias.Rule is null;
        float* destination = direct ? context.Bias.Destination + offset : update;
        for (int inside = 0; inside < PackedLayout.PanelRows; inside += TSimd.Width)
        {
            TVector sum = direct && context.Bias.Accumulate ? TSimd.Load(destination + inside) : TSimd.Zero;
            for (long sample = 0; sample < job->Batch; sample++)
            {
                sum = TSimd.Add(sum, TSimd.Load(gradient + (sample * PackedLayout.PanelRows) + inside));
            }

            TSimd.Store(destination + inside, sum);
        }

        if (!direct) context.Bias.Update(offset, PackedLayout.PanelRows, update, TensorKind.LinearBias);
    }

    private readonly struct Kernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged => LinearWeightGradient.Task<TSimd, TVector>(state, task);
    }

    private struct Job
    {
        public int Batch;
        public int Stride;
        public int Inputs;
        public int Outputs;
        public float* Input;
        public float* OutputGradient;
        public int Blocks;
        public int Panels;
        public int PanelsPerGroup;
        public int Units;
        public int Tasks;
    }

    private struct Context
    {
        public Job* Job;
        public GradientSink Weight;
        public GradientSink Bias;
    }
}

using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Tokitai.Optimizers;
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

    /// <summary>Inputs of one visit: the sums of a panel (16 KB) stay in the first-level cache over all samples.</summary>
    private const int BlockInputs = 256;

    /// <summary>
    /// Of 16 lines of an optimizer's state, those that come while the block before is updated; the others come during the sums of their own block.
    /// An update takes about as long as the sums of 32 samples, and memory is asked at an even pace by both.
    /// </summary>
    private const int UpdateAsks = 9;

    /// <summary>The fewest samples whose sums have a turn for each line that a panel's next 16 inputs want to ask for.</summary>
    private const int SharingSamples = (2 * PackedLayout.PanelRows) - 1;

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
        Job job = Plan(pool, simd, rows, inputs, outputs, input, outputGradient, isUpdate: weight.Rule is not null);
        var context = new Context { Job = &job, Weight = weight, Bias = bias };
#pragma warning disable CS8500 // The context holds a reference to the optimizer; it lives on this stack frame, which outlasts the job.
        void* state = &context;
#pragma warning restore CS8500
        pool.Run(job.Tasks, KernelDispatch.Select<Kernel>(simd), state);
    }

    /// <summary>Lays out the work; the arguments are those of <see cref="Run"/>.</summary>
    internal static Job Plan(
        WorkerPool pool, SimdLevel simd, BatchRows rows, int inputs, int outputs, float* input, float* outputGradient, bool isUpdate)
    {
        int batch = rows.Count;
        int panels = PackedLayout.RoundUp(outputs) / PackedLayout.PanelRows;
        int panelsPerGroup = simd == SimdLevel.Vector512 ? 2 : 1;
        int blocks = (inputs + BlockInputs - 1) / BlockInputs;
        int groups = (panels + panelsPerGroup - 1) / panelsPerGroup;
        int units = groups * blocks;
        bool parallel = ProductTasks.AreShared(batch, inputs, outputs);
        return new Job
        {
            Batch = batch,
            Stride = rows.Stride,
            Inputs = inputs,
            Outputs = outputs,
            Input = input,
            OutputGradient = outputGradient,
            Groups = groups,
            Blocks = blocks,
            InOrder = isUpdate && sizeof(float) * (long)batch * inputs <= ProcessorCaches.SecondLevel / 2,
            Panels = panels,
            PanelsPerGroup = panelsPerGroup,
            Units = units,
            Tasks = TaskShares.Count(units, parallel ? pool.ThreadCount : 1),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Task<TSimd, TVector>(void* state, int task)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        ref Context context = ref Unsafe.AsRef<Context>(state);
        Job* job = context.Job;
        (int first, int end) = TaskShares.Of(job->Units, job->Tasks, task);
        int askedLines = 0;
        for (int unit = first; unit < end; unit++)
        {
            // All panels of dy meet one block of x before the next, so that the larger one of them stays in the second-level cache. Where all of x
            // does, an update rather runs through parameters and moments in one go.
            Block block = job->Unit(unit), next = job->Unit(unit + 1 == end ? unit : unit + 1);
            askedLines = Tile<TSimd, TVector>(ref context, block, next, askedLines, isLast: unit + 1 == end);
            if (block.FirstInput > 0 || !context.Bias.Exists) continue;
            for (int i = 0; i < block.Panels; i++) BiasPanel<TSimd, TVector>(ref context, block.Panel + i);
        }

        if (context.Weight.Streams) Thread.MemoryBarrier();
    }

    /// <summary>
    /// One block of the weight: at most 256 inputs of one or two panels. An update asks for a part of what the next block's will want, the sums of
    /// that block for the rest: so the memory is busy all the time.
    /// </summary>
    /// <param name="context">The job.</param>
    /// <param name="block">The block.</param>
    /// <param name="next">The block that follows.</param>
    /// <param name="askedLines">Lines of each panel that the block before has asked for.</param>
    /// <param name="isLast">Whether no block of this task follows.</param>
    /// <returns>Lines of each panel of the next block that have been asked for.</returns>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Tile<TSimd, TVector>(ref Context context, Block block, Block next, int askedLines, bool isLast)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        Job* job = context.Job;
        int inputs = block.Inputs;
        long offset = PackedLayout.LineOffset(job->Inputs, block.Panel, block.FirstInput);
        long distance = PackedLayout.PanelDistance(job->Inputs);
        if (context.Weight.Rule is null)
        {
            Sum<TSimd, TVector>(job, block, next, context.Weight.Destination + offset, distance, in context.Weight, 0);
            return 0;
        }

        // The sums pass through the first-level cache only; reading rows past a tile's edge needs a tile's rows of slack.
        float* memory = stackalloc float[(2 * TileFloats) + (16 * PackedLayout.PanelRows)];
        float* sums = (float*)(((nint)memory + 63) & ~(nint)63);
        Sum<TSimd, TVector>(job, block, next, sums, TileFloats, in context.Weight, askedLines);

        // Where the sums over the last samples are short, or weights have to come, too, the update asks for everything. Behind a single last panel come
        // two again: there the sums do.
        int lastSamples = ((job->Batch - 1) % BlockSamples) + 1;
        int share = context.WeightsAreNear && lastSamples >= SharingSamples ? UpdateAsks : PackedLayout.PanelRows;
        int step = isLast || next.Panels > block.Panels ? 0 : Math.Min(share, PackedLayout.PanelRows * next.Inputs / inputs);
        var ahead = new Lookahead(PackedLayout.LineOffset(job->Inputs, next.Panel, next.FirstInput) - offset, step, !context.WeightsAreNear);
        for (int i = 0; i < block.Panels; i++)
        {
            context.Weight.Update(
                offset + (i * distance), (long)inputs * PackedLayout.PanelRows, sums + (i * TileFloats), TensorKind.LinearWeight,
                i < next.Panels ? ahead : Lookahead.None);
        }

        return inputs * step / PackedLayout.PanelRows;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<TSimd, TVector>(
        Job* job, Block block, Block next, float* sums, long sumsDistance, in GradientSink sink, int askedLines)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        long panelFloats = (long)job->Stride * PackedLayout.PanelRows;
        int panels = block.Panels, inputs = block.Inputs;
        float* gradient = job->OutputGradient + (block.Panel * panelFloats), x = job->Input + (block.FirstInput / PackedLayout.PanelRows * panelFloats);
        bool paired = TSimd.Width == PackedLayout.PanelRows;
        bool alone = paired && panels == 1, accumulate = sink.Accumulate;

        // Whole lines that nobody reads soon go past the caches, if they need not come back for more samples; another store waits for its line to come.
        bool streams = sink.Streams && !alone && job->Batch <= BlockSamples && TSimd.Width >= Simd256.Width;
        bool farSums = sink.Rule is null && !streams && sizeof(float) * (long)job->Inputs * job->Outputs > ProcessorCaches.SecondLevel / 2;
        StateLines state = sink.StateOf(PackedLayout.LineOffset(job->Inputs, block.Panel, block.FirstInput));
        int stateLine = state.First is null ? inputs : askedLines, statePanel = 0;
        if (job->Batch == 0 && !accumulate)
        {
            for (int i = 0; i < panels; i++) new Span<float>(sums + (i * sumsDistance), inputs * PackedLayout.PanelRows).Clear();
        }

        for (int sample = 0; sample < job->Batch; sample += BlockSamples)
        {
            bool goesOn = accumulate || sample > 0;
            if (job->Batch - sample <= FewSampleWeights.Most(TSimd.Width))
            {
                Few<TSimd, TVector>(job, block, sample, sums, sumsDistance, goesOn, streams && paired);
                return;
            }

            long line = (long)sample * PackedLayout.PanelRows;
            var tile = new TileArguments
            {
                BVector = alone ? 0 : paired ? panelFloats : TSimd.Width,
                Length = Math.Min(BlockSamples, job->Batch - sample),
                CRow = PackedLayout.PanelRows,
                CVector = alone ? 0 : paired ? sumsDistance : TSimd.Width,
            };
            tile.InitRow = goesOn ? tile.CRow : 0;
            tile.InitVector = goesOn ? tile.CVector : 0;
            bool isLast = sample + BlockSamples >= job->Batch;

            // 16 lines of a panel of sums, or of the state, over all turns of two samples.
            long farStep = PackedLayout.PanelRows * PackedLayout.PanelRows / Math.Max(PackedLayout.PanelRows, (tile.Length + 1) / 2);
            float* nextGradient = isLast ? job->OutputGradient + (next.Panel * panelFloats) : gradient + line + (BlockSamples * PackedLayout.PanelRows);
            for (int k = 0; k < inputs; k += PackedLayout.PanelRows)
            {
                int panel = k / PackedLayout.PanelRows;
                float* left = x + (panel * panelFloats) + line;
                int rows = Math.Min(PackedLayout.PanelRows, inputs - k);

                // Tiles ask for a panel each: over the first panels of x for dy of the next visit, then for the next panel of x. A tile that is left
                // asks for where the next sums go, or for the state of an optimizer.
                bool asksFar = isLast && (farSums || stateLine < inputs);
                float* nextLeft = left + panelFloats;
                float* first = panel < panels ? nextGradient + (panel * panelFloats) : nextLeft, second = panel < panels ? nextLeft : null;
                for (int inside = 0; inside < PackedLayout.PanelRows; inside += 2 * TSimd.Width)
                {
                    tile.B = gradient + line + inside;
                    for (int row = 0; row < rows; row += tile.Rows)
                    {
                        tile.Rows = RowTiles.Next(TSimd.Width, rows - row);
                        tile.A = left + row;
                        tile.Asked = first is null ? tile.B : first + inside;
                        tile.AskedStep = first is null ? 0 : 2 * PackedLayout.PanelRows;
                        tile.AskedPair = PackedLayout.PanelRows;
                        if (first is null && asksFar)
                        {
                            asksFar = false;
                            tile.AskedStep = farStep;
                            if (farSums)
                            {
                                tile.Asked = sums + ((k + PackedLayout.PanelRows) * PackedLayout.PanelRows);
                                tile.AskedPair = panels == 1 ? 0 : sumsDistance;
                            }
                            else
                            {
                                tile.Asked = state.First + (statePanel * PackedLayout.PanelDistance(job->Inputs)) + (stateLine * PackedLayout.PanelRows);
                                tile.AskedPair = state.Distance;
                                statePanel = (statePanel + 1) % panels;
                                if (statePanel == 0) stateLine += PackedLayout.PanelRows;
                            }
                        }

                        first = second;
                        second = null;
                        tile.C = sums + ((k + row) * PackedLayout.PanelRows) + inside;
                        tile.Init = goesOn ? tile.C : KernelMemory.Zeros;
                        if (streams) RowTiles.Run<TSimd, TVector, StreamedLineSteps>(tile);
                        else RowTiles.Run<TSimd, TVector, LineSteps>(tile);
                    }
                }
            }
        }
    }

    /// <summary>The sums of a block over the last samples, if they are few.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Few<TSimd, TVector>(Job* job, Block block, int sample, float* sums, long sumsDistance, bool goesOn, bool streams)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        const int Line = PackedLayout.PanelRows;
        long panelFloats = (long)job->Stride * Line;
        float* x = job->Input + (block.FirstInput / Line * panelFloats) + ((long)sample * Line);
        for (int n = 0; n < block.Panels * Line; n += TSimd.Width)
        {
            float* gradient = job->OutputGradient + ((block.Panel + (n / Line)) * panelFloats) + ((long)sample * Line) + (n % Line);
            FewSampleWeights.Run<TSimd, TVector>(
                job->Batch - sample, x, panelFloats, gradient, block.Inputs, sums + (n / Line * sumsDistance) + (n % Line), goesOn, streams);
        }
    }

    /// <summary>The gradient of one panel of the bias, or its update.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void BiasPanel<TSimd, TVector>(ref Context context, int panel)
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

        if (!direct) context.Bias.Update(offset, PackedLayout.PanelRows, update, TensorKind.LinearBias, Lookahead.None);
    }

    private readonly struct Kernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged => LinearWeightGradient.Task<TSimd, TVector>(state, task);
    }

    /// <summary>A part of the weight: inputs of one or two panels.</summary>
    internal readonly record struct Block(int Panel, int Panels, int FirstInput, int Inputs);

    internal struct Job
    {
        public int Batch;
        public int Stride;
        public int Inputs;
        public int Outputs;
        public float* Input;
        public float* OutputGradient;
        public int Groups;
        public int Blocks;

        /// <summary>Whether blocks are taken in the order of their memory, and not all panels' first block before their second.</summary>
        public bool InOrder;
        public int Panels;
        public int PanelsPerGroup;
        public int Units;
        public int Tasks;

        public readonly Block Unit(int unit)
        {
            (int group, int block) = InOrder ? (unit / Blocks, unit % Blocks) : (unit % Groups, unit / Groups);
            int panel = group * PanelsPerGroup, firstInput = block * BlockInputs;
            return new Block(panel, Math.Min(PanelsPerGroup, Panels - panel), firstInput, Math.Min(BlockInputs, Inputs - firstInput));
        }
    }

    internal struct Context
    {
        public Job* Job;
        public GradientSink Weight;
        public GradientSink Bias;

        /// <summary>Whether the weights that are updated have just been read, and lie in a cache.</summary>
        public bool WeightsAreNear;
    }
}

using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>
/// The input gradient of a linear layer, <c>dx[b, k] = sum over n of dy[b, n] * w[n, k]</c>: one chain of fused multiply-adds an
/// element, in ascending n. A cache line of packed weights holds 16 n of one k, so here weights are read one float at a time and
/// vectors run along the batch, over a transposed copy of dy: lane panels of two vectors of samples, and for the last samples, if they are
/// few, one of a single vector or of half of one. Many samples make it worth while to transpose the weights instead
/// (<see cref="LinearForward.RunTransposed"/>), and so do very few (<see cref="FewSampleInputs"/>).
/// </summary>
internal static unsafe class LinearInputGradient
{
    /// <summary>Samples that share one visit to a tile of weights: their parts of dy and dx stay in the second-level cache beside it.</summary>
    private static readonly int BlockLanes = ProcessorCaches.SecondLevel >= 1 << 20 ? 256 : 128;

    /// <summary>
    /// Outputs of a visit, and inputs where many lane panels share it: 256 KB of weights, which stay in the second-level cache for all samples.
    /// </summary>
    internal const int BlockWeights = 256;

    /// <summary>
    /// Inputs of a visit by few lane panels, which share a tile while it is in the first-level cache: long runs of weights come faster from memory,
    /// and dx of 64 samples (256 KB) stays near. The last samples behind lane panels read the visit's weights (1 MB) once more, so there it takes a
    /// <see cref="LargeSecondLevel"/>.
    /// </summary>
    private const int LongBlockInputs = 1024, LargeSecondLevel = 2 << 20;

    /// <summary>Lane panels of a visit from which on their part of dy is asked for: fewer are in a cache already.</summary>
    private const int ManyLanePanels = 3;

    /// <summary>The most samples of a lane panel: two vectors of the widest kind.</summary>
    private const int MaxLanes = 32;

    /// <summary>Floats of dy, and of dx, that are transposed at a time (2 MB): what has been written to scratch is still in a cache when it is read.</summary>
    private const int ScratchFloats = 1 << 19;

    /// <summary>Floats of scratch: dy and dx with the batch as the fastest dimension.</summary>
    /// <param name="widest">Features of the widest layer.</param>
    /// <param name="maxBatch">Largest batch.</param>
    public static long ScratchLength(int widest, int maxBatch)
    {
        long features = PackedLayout.RoundUp(widest), lanes = (maxBatch + MaxLanes - 1) / MaxLanes * MaxLanes;
        return 2 * Math.Min(features * lanes, Math.Max(features * BlockLanes, ScratchFloats));
    }

    /// <summary>Computes the input gradients of a batch.</summary>
    /// <param name="pool">Threads to work with; each takes some of the inputs.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="rows">The samples.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="outputGradient">Activation panels.</param>
    /// <param name="weight">Packed weight.</param>
    /// <param name="scratch">Memory of <see cref="ScratchLength"/> floats.</param>
    /// <param name="inputGradient">Activation panels; the padding of the last panel becomes 0.</param>
    public static void Run(
        WorkerPool pool, SimdLevel simd, BatchRows rows, int inputs, int outputs,
        float* outputGradient, float* weight, float* scratch, float* inputGradient)
    {
        if (WeightTransposition.Pays(simd, rows.Count))
        {
            LinearForward.RunTransposed(pool, simd, rows, inputs, outputs, outputGradient, weight, inputGradient);
            return;
        }

        // More samples than the scratch takes at once are more than weights are transposed for.
        if (rows.Count == 0) return;
        Job job = Plan(pool, simd, rows, inputs, outputs, outputGradient, weight, scratch, inputGradient);
        Transpose(pool, &job);
        pool.Run(job.Tasks, KernelDispatch.Select<Kernel>(simd), &job);
    }

    /// <summary>Whether the scratch takes all samples at a time, so that each weight is visited once.</summary>
    /// <param name="batch">Number of samples.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    public static bool TakesAtOnce(int batch, int inputs, int outputs) => batch <= BlockRows(inputs, outputs);

    /// <summary>Lays out the work on as many samples as the scratch takes at a time; the arguments are those of <see cref="Run"/>.</summary>
    internal static Job Plan(
        WorkerPool pool, SimdLevel simd, BatchRows rows, int inputs, int outputs,
        float* outputGradient, float* weight, float* scratch, float* inputGradient)
    {
        int batch = rows.Count;
        int width = (int)simd / 32, lanes = 2 * width;
        bool few = batch <= FewSampleInputs.Most(width);
        int lanePanels = batch / lanes, tail = batch % lanes, tailLanes = 0;
        if (few) lanePanels = 0;
        else if (tail > width) lanePanels++;
        else if (tail > 0) tailLanes = tail <= width / 2 && width > Simd128.Width ? width / 2 : width;
        int inputPanels = PackedLayout.RoundUp(inputs) / PackedLayout.PanelRows;
        int outputPanels = PackedLayout.RoundUp(outputs) / PackedLayout.PanelRows;
        bool isMany = lanePanels >= ManyLanePanels;
        int threads = ProductTasks.AreShared(batch, inputs, outputs) ? pool.ThreadCount : 1;

        // Tasks of few inputs are slower; there are some only where threads would have none else.
        const int MostUnitPanels = ProductTasks.UnitInputs / PackedLayout.PanelRows;
        int unitPanels = inputPanels >= 2 * threads * MostUnitPanels ? MostUnitPanels : 1, units = (inputPanels + unitPanels - 1) / unitPanels;
        bool rereads = lanePanels > 0 && tailLanes > 0 && ProcessorCaches.SecondLevel < LargeSecondLevel;
        return new Job
        {
            Batch = batch,
            Stride = rows.Stride,
            Inputs = inputs,
            Outputs = outputs,
            OutputGradient = outputGradient,
            Weight = weight,
            TransposedOutput = scratch,
            TransposedInput = scratch + ((long)outputPanels * PackedLayout.PanelRows * ((lanePanels * lanes) + tailLanes)),
            InputGradient = inputGradient,
            BlockInputs = isMany || rereads ? BlockWeights : LongBlockInputs,
            Few = few,
            Lanes = lanes,
            LanePanels = lanePanels,
            TailLanes = tailLanes,
            Wide = tailLanes == 0 ? batch : batch - tail,
            OutputPanels = outputPanels,
            InputPanels = inputPanels,
            TransposeTasks = threads == 1 ? 1 : RowTasks.PanelTasks(pool, batch, outputs),

            UnitPanels = unitPanels,
            Units = units,

            // Each task reads all of dy and cuts runs of weights short, so few lane panels have few.
            Tasks = TaskShares.Count(units, threads, isMany ? TaskShares.Many : TaskShares.Few),
        };
    }

    /// <summary>Brings dy into lane panels, which comes before everything else.</summary>
    internal static void Transpose(WorkerPool pool, Job* job)
    {
        if (!job->Few) pool.Run(job->TransposeTasks, &TransposeTask, job);
    }

    /// <summary>All samples' visit to one tile of weights. The tiles of an input come in the order of their outputs.</summary>
    /// <param name="job">The work.</param>
    /// <param name="block">The tile: its first output is a multiple of <see cref="BlockWeights"/>, which is the number of its outputs as far as there are.</param>
    /// <param name="next">The tile that is visited next, or an empty one that names the weights behind.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Visit<TSimd, TVector>(Job* job, Block block, Block next)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        if (job->Few) Few<TSimd, TVector>(job, block);
        int most = BlockLanes / job->Lanes;
        for (int lanePanel = 0; lanePanel < job->LanePanels; lanePanel += most)
        {
            WeightTile<TSimd, TVector>(job, lanePanel, Math.Min(most, job->LanePanels - lanePanel), block, next);
        }

        if (job->TailLanes > 0) Tail<TSimd, TVector>(job, block, next);
    }

    /// <summary>Brings finished sums from lane panels to panels of dx.</summary>
    /// <param name="job">The work.</param>
    /// <param name="firstPanel">First panel of inputs.</param>
    /// <param name="endPanel">Behind the last one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Finish(Job* job, int firstPanel, int endPanel)
    {
        if (job->Few) return;
        for (int panel = firstPanel; panel < endPanel; panel++)
        {
            int features = Math.Min(PackedLayout.PanelRows, job->Inputs - (panel * PackedLayout.PanelRows));
            float* destination = job->InputGradient + ((long)panel * job->Stride * PackedLayout.PanelRows);
            long line = (long)panel * PackedLayout.PanelRows, lines = (long)job->InputPanels * PackedLayout.PanelRows;
            LaneTranspose.FromLanes(job->TransposedInput + (line * job->Lanes), lines * job->Lanes, job->Lanes, features, job->Wide, destination);
            if (job->TailLanes == 0) continue;
            LaneTranspose.FromLanes(
                job->TransposedInput + (lines * job->LanePanels * job->Lanes) + (line * job->TailLanes), 0, job->TailLanes, features,
                job->Batch - job->Wide, destination + (job->Wide * PackedLayout.PanelRows));
        }
    }

    private static int BlockRows(int inputs, int outputs) =>
        Math.Max(BlockLanes, (ScratchFloats / PackedLayout.RoundUp(Math.Max(inputs, outputs))) & -BlockLanes);

    private static void TransposeTask(void* state, int task)
    {
        Job* job = (Job*)state;
        (int firstPanel, int end) = TaskShares.Of(job->OutputPanels, job->TransposeTasks, task);
        for (int panel = firstPanel; panel < end; panel++)
        {
            float* source = job->OutputGradient + ((long)panel * job->Stride * PackedLayout.PanelRows);
            long line = (long)panel * PackedLayout.PanelRows, lines = (long)job->OutputPanels * PackedLayout.PanelRows;
            LaneTranspose.ToLanes(source, job->Wide, job->Lanes, job->TransposedOutput + (line * job->Lanes), lines * job->Lanes);
            if (job->TailLanes == 0) continue;
            LaneTranspose.ToLanes(
                source + (job->Wide * PackedLayout.PanelRows), job->Batch - job->Wide, job->TailLanes,
                job->TransposedOutput + (lines * job->LanePanels * job->Lanes) + (line * job->TailLanes), 0);
        }
    }

    /// <summary>A share of the panels of inputs, for all samples.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Task<TSimd, TVector>(void* state, int task)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        Job* job = (Job*)state;
        (int firstUnit, int endUnit) = TaskShares.Of(job->Units, job->Tasks, task);
        int firstPanel = firstUnit * job->UnitPanels, endPanel = Math.Min(job->InputPanels, endUnit * job->UnitPanels);
        int first = firstPanel * PackedLayout.PanelRows, end = Math.Min(job->Inputs, endPanel * PackedLayout.PanelRows);
        int blockInputs = ProductTasks.EvenPart(end - first, job->BlockInputs);
        var block = new Block(first, Math.Min(end, first + blockInputs), 0);
        while (block.FirstInput < end)
        {
            Block behind = new(block.EndInput, Math.Min(end, block.EndInput + blockInputs), 0), next = job->Next(block, behind);
            Visit<TSimd, TVector>(job, block, next);
            block = next;
        }

        Finish(job, firstPanel, endPanel);
    }

    /// <summary>One tile of weights (a range of its inputs), for samples that are few altogether.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Few<TSimd, TVector>(Job* job, Block block)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        long panelFloats = (long)job->Stride * PackedLayout.PanelRows;
        int n = block.Output, panel = n / PackedLayout.PanelRows, outputs = Math.Min(BlockWeights, job->Outputs - n);
        for (int k = block.FirstInput; k < block.EndInput; k += TSimd.Width)
        {
            FewSampleInputs.Run<TSimd, TVector>(
                job->Batch, job->OutputGradient + (panel * panelFloats), panelFloats, job->Weight + PackedLayout.LineOffset(job->Inputs, panel, k),
                PackedLayout.PanelDistance(job->Inputs), outputs,
                job->InputGradient + (k / PackedLayout.PanelRows * panelFloats) + (k % PackedLayout.PanelRows), goesOn: n > 0);
        }

        if (block.EndInput < job->Inputs || n + BlockWeights < job->Outputs) return;
        int lastPanel = (job->Inputs - 1) / PackedLayout.PanelRows;
        PanelPadding.Clear<TSimd, TVector>(job->InputGradient + (lastPanel * panelFloats), job->Batch, job->Inputs);
    }

    /// <summary>One tile of weights (a range of its inputs), for some of the samples.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeightTile<TSimd, TVector>(Job* job, int firstLanePanel, int lanePanels, Block block, Block next)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        int lanes = 2 * TSimd.Width, n = block.Output;
        long outputFloats = (long)job->OutputPanels * PackedLayout.PanelRows * lanes;
        long inputFloats = (long)job->InputPanels * PackedLayout.PanelRows * lanes;
        float* weight = job->Weights(n, 0), nextBlock = job->Weights(next.Output, next.FirstInput);
        var tile = new TileArguments
        {
            AChunk = PackedLayout.PanelDistance(job->Inputs),
            BVector = TSimd.Width,
            Length = Math.Min(BlockWeights, job->Outputs - n),
            CRow = lanes,
            CVector = TSimd.Width,
            InitRow = n == 0 ? 0 : lanes,
            InitVector = n == 0 ? 0 : TSimd.Width,
        };

        // Rows hop from panel to panel, which no processor foresees: tiles ask for those of the next, of which each lane panel's tile has its share;
        // behind the last tile comes the first one of the next visit. If lane panels are few, each tile asks at an even pace, in as many places as a chunk of
        // rows has turns of two steps. If they are many, the first tiles have to ask for what dy's next visit reads: the next outputs, or the first
        // ones again.
        const int ChunkTurns = PackedLayout.PanelRows / 2;
        bool isMany = lanePanels >= ManyLanePanels;
        long nextOutputs = n + BlockWeights < job->Outputs ? BlockWeights : -n;
        int askingTiles = isMany ? (lanes + ChunkTurns - 1) / ChunkTurns : 0;
        for (int k = block.FirstInput, index = 0; k < block.EndInput; k += tile.Rows, index++)
        {
            bool asksForOutputs = index < askingTiles;
            long asked = asksForOutputs ? (nextOutputs * lanes) + (index * ChunkTurns * PackedLayout.PanelRows) : 0;
            tile.Rows = RowTiles.Next(TSimd.Width, block.EndInput - k);
            tile.A = weight + ((long)k * PackedLayout.PanelRows);
            int left = block.EndInput - k - tile.Rows;
            float* askedWeights = left > 0 ? tile.A + (tile.Rows * PackedLayout.PanelRows) : nextBlock;
            int askedRows = (RowTiles.Next(TSimd.Width, left > 0 ? left : int.MaxValue) + lanePanels - 1) / lanePanels;
            tile.APrefetchRows = isMany ? askedRows : 0;
            tile.AskedStep = asksForOutputs ? PackedLayout.PanelRows : isMany ? 0 : askedRows * PackedLayout.PanelRows / ChunkTurns;
            tile.AskedPair = tile.AskedStep / 2;
            tile.AskedChunk = isMany ? lanes * PackedLayout.PanelRows : tile.AChunk;
            for (int lanePanel = firstLanePanel; lanePanel < firstLanePanel + lanePanels; lanePanel++)
            {
                tile.APrefetch = askedWeights - tile.A + ((lanePanel - firstLanePanel) * askedRows * PackedLayout.PanelRows);
                tile.B = job->TransposedOutput + (lanePanel * outputFloats) + ((long)n * lanes);
                tile.Asked = isMany ? tile.B + asked : tile.A + tile.APrefetch;
                tile.C = job->TransposedInput + (lanePanel * inputFloats) + ((long)k * lanes);
                tile.Init = n == 0 ? KernelMemory.Zeros : tile.C;

                // The first lane panel brings the weights near. One place a turn is enough for up to eight rows.
                if (lanePanel > firstLanePanel) RowTiles.Run<TSimd, TVector, WeightRows>(tile);
                else if (isMany || askedRows <= ChunkTurns) RowTiles.Run<TSimd, TVector, NewWeightRows>(tile);
                else RowTiles.Run<TSimd, TVector, FewWeightRows>(tile);
            }
        }
    }

    /// <summary>One tile of weights (a range of its inputs), for the last samples: one vector of them, or half of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tail<TSimd, TVector>(Job* job, Block block, Block next)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        int lanes = job->TailLanes, n = block.Output;
        long before = (long)PackedLayout.PanelRows * job->LanePanels * job->Lanes;
        float* weight = job->Weights(n, 0), nextBlock = job->Weights(next.Output, next.FirstInput);
        float* sums = job->TransposedInput + (job->InputPanels * before);
        var tile = new TileArguments
        {
            B = job->TransposedOutput + (job->OutputPanels * before) + ((long)n * lanes),
            AChunk = PackedLayout.PanelDistance(job->Inputs),
            Length = Math.Min(BlockWeights, job->Outputs - n),
            CRow = lanes,
            InitRow = n == 0 ? 0 : lanes,
        };
        for (int k = block.FirstInput; k < block.EndInput; k += Tile8x1.Rows)
        {
            // Tiles ask for what the tile after the next reads, and the last two for the next visit.
            int later = k + (2 * Tile8x1.Rows), behind = later - ((block.EndInput + Tile8x1.Rows - 1) & -Tile8x1.Rows);
            tile.Rows = Math.Min(Tile8x1.Rows, block.EndInput - k);
            tile.A = weight + ((long)k * PackedLayout.PanelRows);
            tile.APrefetch = (behind < 0 ? weight + ((long)later * PackedLayout.PanelRows) : nextBlock + ((long)behind * PackedLayout.PanelRows)) - tile.A;
            tile.C = sums + ((long)k * lanes);
            tile.Init = n == 0 ? KernelMemory.Zeros : tile.C;
            if (lanes == TSimd.Width) Tile8x1.Run<TSimd, TVector, NewWeightRows>(tile);
            else if (TSimd.Width == 2 * Simd256.Width) Tile8x1.Run<Simd256, Vector256<float>, NewWeightRows>(tile);
            else Tile8x1.Run<Simd128, Vector128<float>, NewWeightRows>(tile);
        }
    }

    private readonly struct Kernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged => LinearInputGradient.Task<TSimd, TVector>(state, task);
    }

    /// <summary>A tile of weights: some inputs, and the <see cref="BlockWeights"/> outputs from a multiple of that on, as far as there are.</summary>
    internal readonly record struct Block(int FirstInput, int EndInput, int Output);

    internal struct Job
    {
        public int Batch;
        public int Stride;
        public int Inputs;
        public int Outputs;
        public float* OutputGradient;
        public float* Weight;
        public float* TransposedOutput;
        public float* TransposedInput;
        public float* InputGradient;
        public int BlockInputs;
        public bool Few;
        public int Lanes;
        public int LanePanels;
        public int TailLanes;
        public int Wide;
        public int OutputPanels;
        public int InputPanels;
        public int UnitPanels;
        public int Units;
        public int TransposeTasks;
        public int Tasks;

        /// <summary>The tile with the next outputs; where there are none, the one behind, which has other inputs.</summary>
        public readonly Block Next(Block block, Block behind) =>
            block.Output + BlockWeights < Outputs ? block with { Output = block.Output + BlockWeights } : behind;

        /// <summary>Where the weights from an input to an output lie.</summary>
        public readonly float* Weights(int output, int input) => Weight + PackedLayout.LineOffset(Inputs, output / PackedLayout.PanelRows, input);
    }
}

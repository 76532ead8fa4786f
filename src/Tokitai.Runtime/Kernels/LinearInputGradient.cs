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

    /// <summary>Weights of one visit, along both sides (256 KB): they stay in the second-level cache for all samples.</summary>
    internal const int BlockWeights = 256;

    /// <summary>Lane panels of a visit from which on their part of dy is asked for: fewer are in a cache already.</summary>
    private const int ManyLanePanels = 3;

    /// <summary>What transposing the weights takes, in the time of a sample.</summary>
    private const float TransposingSamples = 6;

    /// <summary>What a lane takes, in the time of a sample of the forward product: dy and dx are transposed, and wander through more caches.</summary>
    private const float LaneSamples = 1.08f;

    /// <summary>What a lane of the last vector takes beside one of a whole panel, if that vector is alone.</summary>
    private const float LoneLanes = 1.2f;

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
        if (TransposesWeights(simd, rows.Count))
        {
            LinearForward.RunTransposed(pool, simd, rows, inputs, outputs, outputGradient, weight, inputGradient);
            return;
        }

        int blockRows = BlockRows(inputs, outputs);
        for (int row = 0; row < rows.Count; row += blockRows)
        {
            int first = row * PackedLayout.PanelRows;
            Rows(
                pool, simd, rows with { Count = Math.Min(blockRows, rows.Count - row) }, inputs, outputs, outputGradient + first, weight, scratch,
                inputGradient + first);
        }
    }

    /// <summary>
    /// Whether weights are transposed, and not dy and dx: from 65 samples on (96 with narrow vectors), and where fewer would leave lanes empty. Both give the
    /// same bits; the constants were measured, both ways in turns.
    /// </summary>
    /// <param name="simd">Vector width.</param>
    /// <param name="batch">Number of samples.</param>
    public static bool TransposesWeights(SimdLevel simd, int batch)
    {
        int width = (int)simd / 32;
        if (width < 16) return batch >= 96;
        int tail = batch % (2 * width);
        float lanes = batch - tail + (tail > width ? 2 * width : tail > 0 ? LoneLanes * width : 0);
        return batch > width && batch + TransposingSamples <= LaneSamples * lanes;
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
        bool parallel = ProductTasks.AreShared(batch, inputs, outputs);
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
            Few = few,
            Lanes = lanes,
            LanePanels = lanePanels,
            TailLanes = tailLanes,
            Wide = tailLanes == 0 ? batch : batch - tail,
            OutputPanels = outputPanels,
            InputPanels = inputPanels,
            TransposeTasks = parallel ? Math.Min(outputPanels, 2 * pool.ThreadCount) : 1,
            Tasks = parallel ? Math.Min(inputPanels, 4 * pool.ThreadCount) : 1,
        };
    }

    /// <summary>Brings dy into lane panels, which comes before everything else.</summary>
    internal static void Transpose(WorkerPool pool, Job* job)
    {
        if (!job->Few) pool.Run(job->TransposeTasks, &TransposeTask, job);
    }

    /// <summary>All samples' visit to one tile of weights. The tiles of an input come in the order of their outputs.</summary>
    /// <param name="job">The work.</param>
    /// <param name="firstInput">First input of the tile.</param>
    /// <param name="endInput">Behind its last input.</param>
    /// <param name="n">First output of the tile, a multiple of <see cref="BlockWeights"/>, which is the number of its outputs as far as there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Visit<TSimd, TVector>(Job* job, int firstInput, int endInput, int n)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        if (job->Few)
        {
            Few<TSimd, TVector>(job, firstInput, endInput, n);
            return;
        }

        int most = BlockLanes / job->Lanes;
        for (int lanePanel = 0; lanePanel < job->LanePanels; lanePanel += most)
        {
            WeightTile<TSimd, TVector>(job, lanePanel, Math.Min(most, job->LanePanels - lanePanel), firstInput, endInput, n);
        }

        if (job->TailLanes > 0) Tail<TSimd, TVector>(job, firstInput, endInput, n);
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

    private static void Rows(
        WorkerPool pool, SimdLevel simd, BatchRows rows, int inputs, int outputs,
        float* outputGradient, float* weight, float* scratch, float* inputGradient)
    {
        Job job = Plan(pool, simd, rows, inputs, outputs, outputGradient, weight, scratch, inputGradient);
        Transpose(pool, &job);
        pool.Run(job.Tasks, KernelDispatch.Select<Kernel>(simd), &job);
    }

    private static void TransposeTask(void* state, int task)
    {
        Job* job = (Job*)state;
        int end = (int)((long)job->OutputPanels * (task + 1) / job->TransposeTasks);
        for (int panel = (int)((long)job->OutputPanels * task / job->TransposeTasks); panel < end; panel++)
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
        int firstPanel = (int)((long)job->InputPanels * task / job->Tasks);
        int endPanel = (int)((long)job->InputPanels * (task + 1) / job->Tasks);
        int first = firstPanel * PackedLayout.PanelRows;
        int end = Math.Min(job->Inputs, endPanel * PackedLayout.PanelRows);
        int lanePanelsPerBlock = BlockLanes / job->Lanes;
        int lanePanel = 0;
        do
        {
            int lanePanels = Math.Min(lanePanelsPerBlock, job->LanePanels - lanePanel);
            bool hasTail = job->TailLanes > 0 && lanePanel + lanePanels == job->LanePanels;
            for (int k = first; k < end;)
            {
                int blockEnd = Math.Min(end, k + BlockWeights);
                for (int n = 0; n < job->Outputs; n += BlockWeights)
                {
                    if (job->Few) Few<TSimd, TVector>(job, k, blockEnd, n);
                    if (lanePanels > 0) WeightTile<TSimd, TVector>(job, lanePanel, lanePanels, k, blockEnd, n);
                    if (hasTail) Tail<TSimd, TVector>(job, k, blockEnd, n);
                }

                k = blockEnd;
            }

            lanePanel += lanePanelsPerBlock;
        }
        while (lanePanel < job->LanePanels);

        Finish(job, firstPanel, endPanel);
    }

    /// <summary>One tile of weights (a range of its inputs), for samples that are few altogether.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Few<TSimd, TVector>(Job* job, int firstInput, int endInput, int n)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        long panelFloats = (long)job->Stride * PackedLayout.PanelRows;
        int panel = n / PackedLayout.PanelRows, outputs = Math.Min(BlockWeights, job->Outputs - n);
        for (int k = firstInput; k < endInput; k += TSimd.Width)
        {
            FewSampleInputs.Run<TSimd, TVector>(
                job->Batch, job->OutputGradient + (panel * panelFloats), panelFloats, job->Weight + PackedLayout.LineOffset(job->Inputs, panel, k),
                PackedLayout.PanelDistance(job->Inputs), outputs,
                job->InputGradient + (k / PackedLayout.PanelRows * panelFloats) + (k % PackedLayout.PanelRows), goesOn: n > 0);
        }

        if (endInput < job->Inputs || n + BlockWeights < job->Outputs) return;
        int lastPanel = (job->Inputs - 1) / PackedLayout.PanelRows;
        PanelPadding.Clear<TSimd, TVector>(job->InputGradient + (lastPanel * panelFloats), job->Batch, job->Inputs);
    }

    /// <summary>One tile of weights (a range of its inputs), for some of the samples.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeightTile<TSimd, TVector>(Job* job, int firstLanePanel, int lanePanels, int firstInput, int endInput, int n)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        int lanes = 2 * TSimd.Width;
        long outputFloats = (long)job->OutputPanels * PackedLayout.PanelRows * lanes;
        long inputFloats = (long)job->InputPanels * PackedLayout.PanelRows * lanes;
        float* weight = job->Weight + PackedLayout.LineOffset(job->Inputs, n / PackedLayout.PanelRows, 0);
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

        // Rows hop from panel to panel, which no processor foresees: tiles ask for those of the tile after the next, of which each lane panel's tile
        // has its share. If lane panels are few, it asks at an even pace, in as many places as a chunk of rows has turns of two steps. If they are
        // many, the first tiles have to ask for what dy's next visit reads: the next outputs, or the first ones again.
        const int ChunkTurns = PackedLayout.PanelRows / 2;
        bool isMany = lanePanels >= ManyLanePanels;
        long next = n + BlockWeights < job->Outputs ? BlockWeights : -n;
        int askingTiles = isMany ? (lanes + ChunkTurns - 1) / ChunkTurns : 0;
        for (int k = firstInput, index = 0; k < endInput; k += tile.Rows, index++)
        {
            bool asksForNext = index < askingTiles;
            long asked = asksForNext ? (next * lanes) + (index * ChunkTurns * PackedLayout.PanelRows) : 0;
            tile.Rows = RowTiles.Next(TSimd.Width, endInput - k);
            tile.A = weight + ((long)k * PackedLayout.PanelRows);
            int askedRows = (tile.Rows + lanePanels - 1) / lanePanels;
            tile.APrefetchRows = isMany ? askedRows : 0;
            tile.AskedStep = asksForNext ? PackedLayout.PanelRows : isMany ? 0 : askedRows * PackedLayout.PanelRows / ChunkTurns;
            tile.AskedPair = tile.AskedStep / 2;
            tile.AskedChunk = isMany ? lanes * PackedLayout.PanelRows : tile.AChunk;
            for (int lanePanel = firstLanePanel; lanePanel < firstLanePanel + lanePanels; lanePanel++)
            {
                tile.APrefetch = ((2 * tile.Rows) + ((lanePanel - firstLanePanel) * askedRows)) * PackedLayout.PanelRows;
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
    private static void Tail<TSimd, TVector>(Job* job, int firstInput, int endInput, int n)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        int lanes = job->TailLanes;
        long before = (long)PackedLayout.PanelRows * job->LanePanels * job->Lanes;
        float* weight = job->Weight + PackedLayout.LineOffset(job->Inputs, n / PackedLayout.PanelRows, 0);
        float* sums = job->TransposedInput + (job->InputPanels * before);
        var tile = new TileArguments
        {
            B = job->TransposedOutput + (job->OutputPanels * before) + ((long)n * lanes),
            AChunk = PackedLayout.PanelDistance(job->Inputs),
            Length = Math.Min(BlockWeights, job->Outputs - n),
            CRow = lanes,
            InitRow = n == 0 ? 0 : lanes,
            APrefetch = 2 * Tile8x1.Rows * PackedLayout.PanelRows,
        };
        for (int k = firstInput; k < endInput; k += Tile8x1.Rows)
        {
            tile.Rows = Math.Min(Tile8x1.Rows, endInput - k);
            tile.A = weight + ((long)k * PackedLayout.PanelRows);
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
        public bool Few;
        public int Lanes;
        public int LanePanels;
        public int TailLanes;
        public int Wide;
        public int OutputPanels;
        public int InputPanels;
        public int TransposeTasks;
        public int Tasks;
    }
}

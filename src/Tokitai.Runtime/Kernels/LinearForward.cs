using System;
using System.Runtime.CompilerServices;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>
/// The product of a linear layer, <c>y[b, n] = bias[n] + sum over k of x[b, k] * w[n, k]</c>: one chain of fused multiply-adds an
/// element, starting from the bias, in ascending k. Vectors run along the outputs, so a row never meets its neighbours. The input gradient of
/// many samples is the same product with the weight transposed, part by part on the way.
/// </summary>
internal static unsafe class LinearForward
{
    /// <summary>Inputs of a visit to a panel of weights: long runs of them come faster from memory (docs/architecture.md has the figures).</summary>
    private const int LongVisitInputs = 1024;

    /// <summary>
    /// Inputs of a visit by more samples than a long visit holds: each visit transposes its weights anew, and a short one has room for four times the
    /// samples. Loading and storing sums more often costs less than transposing more often.
    /// </summary>
    private const int ShortVisitInputs = 256;

    /// <summary>Rows that share a visit whatever the cache: fewer would read the weights too often.</summary>
    private const int FewestVisitRows = 96;

    /// <summary>
    /// Weights of a part of a visit (16 KB): they stay in the first-level cache for all rows, beside the inputs of a tile, and even where another
    /// thread of the core takes half of it. Where the second level is fast enough (<see cref="CoreTuning.HasLongParts"/>), a part is all of a visit, or,
    /// transposed, <see cref="LongPartFloats"/>.
    /// </summary>
    private const int PartFloats = 4096;

    /// <summary>
    /// Transposed weights of a part that is read from the second-level cache, in long visits (64 KB; short ones have fewer inputs than that): a tile's sums
    /// come and go less often.
    /// </summary>
    private const int LongPartFloats = 4 * PartFloats;

    /// <summary>Groups that one row takes at a time.</summary>
    private const int SingleRowGroups = Tile1x8.Vectors / 2;

    /// <summary>Computes the outputs of a batch.</summary>
    /// <param name="pool">Threads to work with; each takes some of the outputs.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="rows">The samples.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="input">Activation panels.</param>
    /// <param name="weight">Packed weight.</param>
    /// <param name="bias">Padded bias, or null.</param>
    /// <param name="output">Activation panels; the padding of the last panel becomes 0.</param>
    public static void Run(
        WorkerPool pool, SimdLevel simd, BatchRows rows, int inputs, int outputs,
        float* input, float* weight, float* bias, float* output)
    {
        Job job = Plan(pool, simd, rows, inputs, outputs, input, weight, output, LongVisitInputs);
        if (CoreTuning.Current.HasLongParts) job.PartInputs = job.VisitInputs;
        job.Bias = bias;
        job.LinesOfPanel = inputs;
        pool.Run(job.Tasks, KernelDispatch.Select<Kernel<AsIs>>(simd), &job);
    }

    /// <summary>Computes the input gradients of a batch, <c>dx[b, k] = sum over n of dy[b, n] * w[n, k]</c>, one chain an element in ascending n.</summary>
    /// <param name="pool">Threads to work with; each takes some of the inputs.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="rows">The samples.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="outputGradient">Activation panels.</param>
    /// <param name="weight">Packed weight.</param>
    /// <param name="inputGradient">Activation panels; the padding of the last panel becomes 0.</param>
    public static void RunTransposed(
        WorkerPool pool, SimdLevel simd, BatchRows rows, int inputs, int outputs, float* outputGradient, float* weight, float* inputGradient)
    {
        int longRows = MostVisitRows(LongVisitInputs);
        int visitInputs = rows.Count > longRows && MostVisitRows(ShortVisitInputs) > longRows ? ShortVisitInputs : LongVisitInputs;
        Job job = Plan(pool, simd, rows, outputs, inputs, outputGradient, weight, inputGradient, visitInputs);
        job.LinesOfPanel = inputs;
        pool.Run(job.Tasks, KernelDispatch.Select<Kernel<Transposed>>(simd), &job);
    }

    /// <summary>The most rows that share a visit: 192 for 1024 inputs, 768 for 256, where the second-level cache has 2 MB and three eighths of it are theirs.</summary>
    private static int MostVisitRows(int visitInputs) =>
        Math.Max(FewestVisitRows, ProcessorCaches.SecondLevel / 8 * CoreTuning.Current.VisitEighths / sizeof(float) / visitInputs);

    private static Job Plan(
        WorkerPool pool, SimdLevel simd, BatchRows rows, int inputs, int outputs, float* input, float* weight, float* output, int visitInputs)
    {
        int batch = rows.Count, partFloats = CoreTuning.Current.HasLongParts ? LongPartFloats : PartFloats;
        int groupOutputs = 2 * (int)simd / 32;
        int groups = (PackedLayout.RoundUp(outputs) + groupOutputs - 1) / groupOutputs;

        // A task has whole panels, since the one with the last panel clears its padding, and as many as one row takes at a time, if they suffice.
        int threads = ProductTasks.AreShared(batch, inputs, outputs) ? pool.ThreadCount : 1;
        int unitGroups = batch == 1 && groups >= SingleRowGroups * threads ? SingleRowGroups : Math.Max(1, PackedLayout.PanelRows / groupOutputs);
        int units = (groups + unitGroups - 1) / unitGroups;
        int mostRows = MostVisitRows(visitInputs), visits = Math.Max(1, (batch + mostRows - 1) / mostRows);
        return new Job
        {
            Batch = batch,
            VisitInputs = visitInputs,
            VisitRows = PackedLayout.RoundUp((batch + visits - 1) / visits),
            Stride = rows.Stride,
            Inputs = inputs,
            Outputs = outputs,
            Input = input,
            Weight = weight,
            Output = output,
            PartFloats = partFloats,
            PartInputs = partFloats / Math.Max(groupOutputs, PackedLayout.PanelRows),
            Groups = groups,
            UnitGroups = unitGroups,
            Units = units,
            Tasks = TaskShares.Count(units, threads),
        };
    }

    /// <summary>A share of the groups of outputs (two vectors each), for all rows.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Task<TWeight, TSimd, TVector>(void* state, int task)
        where TWeight : struct, IWeightSide
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        Job* job = (Job*)state;
        float* memory = stackalloc float[TWeight.IsTransposed ? job->PartFloats + PackedLayout.PanelRows : 1];
        float* scratch = (float*)(((nint)memory + 63) & ~(nint)63);
        (int first, int end) = TaskShares.Of(job->Units, job->Tasks, task);
        first *= job->UnitGroups;
        end = Math.Min(job->Groups, end * job->UnitGroups);
        for (int row = 0; row < job->Batch; row += job->VisitRows)
        {
            int rows = Math.Min(job->VisitRows, job->Batch - row);
            for (int k = 0; k < job->Inputs; k += job->VisitInputs)
            {
                if (rows == 1 && !TWeight.IsTransposed) SingleRow<TSimd, TVector>(job, first, end, row, k);
                else Rows<TWeight, TSimd, TVector>(job, first, end, row, rows, k, row + rows == job->Batch && k + job->VisitInputs >= job->Inputs, scratch);
            }
        }

        if (!TWeight.IsTransposed || end < job->Groups) return;
        int lastPanel = (job->Outputs - 1) / PackedLayout.PanelRows;
        PanelPadding.Clear<TSimd, TVector>(job->Output + ((long)lastPanel * job->Stride * PackedLayout.PanelRows), job->Batch, job->Outputs);
    }

    /// <summary>A visit to some groups of outputs, part by part, since what the rows read again and again should lie near.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<TWeight, TSimd, TVector>(Job* job, int firstGroup, int endGroup, int firstRow, int rows, int k, bool isLast, float* scratch)
        where TWeight : struct, IWeightSide
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        int end = Math.Min(job->Inputs, k + job->VisitInputs);
        for (int group = firstGroup; group < endGroup; group++)
        {
            for (int input = k; input < end; input += job->PartInputs)
            {
                // Behind the last part comes the next group, and behind the last group the first one with the next inputs, or what lies behind the
                // weight: as a rule, the next layer.
                (int nextGroup, int nextInput) = (group, input + job->PartInputs);
                if (nextInput >= end) (nextGroup, nextInput) = (group + 1, k);
                if (nextGroup == endGroup) (nextGroup, nextInput) = isLast ? (endGroup, 0) : (firstGroup, end < job->Inputs ? end : 0);
                var next = new NextPart
                {
                    First = job->Weight + TWeight.Offset(job->LinesOfPanel, nextGroup * 2 * TSimd.Width, nextInput),
                    PanelDistance = PackedLayout.PanelDistance(job->LinesOfPanel),
                    PanelLines = Math.Min(job->PartInputs, job->Inputs - nextInput),
                    Rows = rows,
                };
                Part<TWeight, TSimd, TVector>(
                    job, group, firstRow, rows, input, Math.Min(job->PartInputs, end - input), asksForRows: group == firstGroup, next, scratch);
            }
        }
    }

    /// <summary>Some inputs of a group, for all rows of a visit.</summary>
    /// <param name="job">The product.</param>
    /// <param name="group">The group.</param>
    /// <param name="firstRow">First row of the visit.</param>
    /// <param name="rows">Rows of the visit.</param>
    /// <param name="input">First input of the part.</param>
    /// <param name="length">Inputs of the part.</param>
    /// <param name="asksForRows">Whether no group before has brought the inputs of the rows into the cache.</param>
    /// <param name="next">The weights of the part that follows.</param>
    /// <param name="scratch">Memory for the weights of this part, if they are to be transposed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Part<TWeight, TSimd, TVector>(
        Job* job, int group, int firstRow, int rows, int input, int length, bool asksForRows, NextPart next, float* scratch)
        where TWeight : struct, IWeightSide
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TileArguments tile = Group<TSimd, TVector>(job, group, firstRow, input);
        tile.Length = length;
        if (TWeight.IsTransposed)
        {
            Transpose<TSimd, TVector>(job, group * 2 * TSimd.Width, input, length, scratch);
            tile.B = scratch;
            tile.BVector = tile.BVector == 0 ? 0 : ScratchVector<TSimd, TVector>(job);
        }

        // Tiles ask for the next part: two panels of it, or the one that narrow vectors lie in. The first group's tiles also ask for the rows of the next
        // tile.
        next.Panels = TSimd.Width == PackedLayout.PanelRows && tile.BVector > 0 ? 2 : 1;
        for (int left = rows; left > 0; left -= tile.Rows)
        {
            tile.Rows = RowTiles.Next(TSimd.Width, left);
            bool asksTwice = TWeight.Ask(ref tile, ref next, rows - left + tile.Rows);
            tile.APrefetch = tile.Rows * PackedLayout.PanelRows;
            tile.APrefetchRows = asksForRows ? Math.Min(tile.Rows, left - tile.Rows) : 0;
            if (asksTwice) RowTiles.Run<TSimd, TVector, FewLineRows>(tile);
            else RowTiles.Run<TSimd, TVector, LineRows>(tile);
            int distance = tile.Rows * PackedLayout.PanelRows;
            tile.A += distance;
            tile.C += distance;
            if (input > 0) tile.Init += distance;
        }
    }

    /// <summary>Brings the weights of a part to where a tile reads them: two vectors along the outputs (of the transposed weight) for each input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose<TSimd, TVector>(Job* job, int output, int input, int length, float* scratch)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        // Lines behind the last one of a panel belong to the next, or to the slack behind the weight; what becomes of them is cleared, or not written.
        int vectors = output + TSimd.Width < job->Outputs ? 2 : 1, secondVector = ScratchVector<TSimd, TVector>(job);
        for (int k = 0; k < length; k += 4)
        {
            float* source = job->Weight + PackedLayout.LineOffset(job->LinesOfPanel, (input + k) / PackedLayout.PanelRows, output) + ((input + k) % PackedLayout.PanelRows);
            for (int vector = 0; vector < vectors; vector++)
            {
                TSimd.LoadColumns(source, PackedLayout.PanelRows, out TVector c0, out TVector c1, out TVector c2, out TVector c3);
                float* destination = scratch + (vector * secondVector);
                TSimd.Store(destination, c0);
                TSimd.Store(destination + PackedLayout.PanelRows, c1);
                TSimd.Store(destination + (2 * PackedLayout.PanelRows), c2);
                TSimd.Store(destination + (3 * PackedLayout.PanelRows), c3);
                source += TSimd.Width * PackedLayout.PanelRows;
            }

            scratch += 4 * PackedLayout.PanelRows;
        }
    }

    /// <summary>From the first to the second vector of transposed weights: the next panel, or inside of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ScratchVector<TSimd, TVector>(Job* job)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => TSimd.Width == PackedLayout.PanelRows ? job->PartFloats / 2 : TSimd.Width;

    /// <summary>One row alone: 8 vectors side by side wherever four groups are left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SingleRow<TSimd, TVector>(Job* job, int firstGroup, int endGroup, int row, int k)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        int wholeGroups = PackedLayout.RoundUp(job->Outputs) / (2 * TSimd.Width);
        for (int group = firstGroup; group < endGroup;)
        {
            TileArguments tile = Group<TSimd, TVector>(job, group, row, k);
            bool wide = group + SingleRowGroups <= Math.Min(endGroup, wholeGroups) && group * 2 * TSimd.Width % PackedLayout.PanelRows == 0;
            if (wide)
            {
                tile.BVector = PackedLayout.PanelDistance(job->Inputs);
                tile.CVector = job->Stride * PackedLayout.PanelRows;
                tile.InitVector = k > 0 ? tile.CVector : job->Bias is null ? 0 : PackedLayout.PanelRows;
                Tile1x8.Run<TSimd, TVector, LineRows>(tile);
                group += SingleRowGroups;
            }
            else
            {
                tile.Rows = 1;
                Tile4x2.Run<TSimd, TVector, LineRows>(tile);
                group++;
            }
        }
    }

    /// <summary>The operands of a group of outputs for one tile of inputs, from a row on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TileArguments Group<TSimd, TVector>(Job* job, int group, int row, int k)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        int output = group * 2 * TSimd.Width;
        int panel = output / PackedLayout.PanelRows;
        int inside = output % PackedLayout.PanelRows;
        long panelFloats = (long)job->Stride * PackedLayout.PanelRows;

        // A 512-bit group is two panels, of which the second may be missing; others lie within one panel.
        bool paired = TSimd.Width == PackedLayout.PanelRows;
        bool alone = paired && output + PackedLayout.PanelRows >= job->Outputs;
        var tile = new TileArguments
        {
            A = job->Input + (k / PackedLayout.PanelRows * panelFloats) + (row * PackedLayout.PanelRows),
            AChunk = panelFloats,
            B = job->Weight + AsIs.Offset(job->Inputs, output, k),
            BVector = alone ? 0 : paired ? PackedLayout.PanelDistance(job->Inputs) : TSimd.Width,
            Length = Math.Min(job->VisitInputs, job->Inputs - k),
            C = job->Output + (panel * panelFloats) + (row * PackedLayout.PanelRows) + inside,
            CRow = PackedLayout.PanelRows,
            CVector = alone ? 0 : paired ? panelFloats : TSimd.Width,
        };
        if (k > 0)
        {
            tile.Init = tile.C;
            tile.InitRow = tile.CRow;
            tile.InitVector = tile.CVector;
        }
        else if (job->Bias is null)
        {
            tile.Init = KernelMemory.Zeros;
        }
        else
        {
            tile.Init = job->Bias + output;
            tile.InitVector = alone ? 0 : TSimd.Width;
        }

        return tile;
    }

    private readonly struct Kernel<TWeight> : IKernel
        where TWeight : struct, IWeightSide
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged => LinearForward.Task<TWeight, TSimd, TVector>(state, task);
    }

    /// <summary>Which way round the weight is multiplied.</summary>
    private interface IWeightSide
    {
        static abstract bool IsTransposed { get; }

        /// <summary>Where the weights lie that lead from an input to a group of outputs.</summary>
        static abstract long Offset(int linesOfPanel, int output, int input);

        /// <summary>Lets a tile ask for its share of the next part.</summary>
        /// <returns>Whether it asks in two places a turn.</returns>
        static abstract bool Ask(ref TileArguments tile, ref NextPart next, int endRow);
    }

    private readonly struct AsIs : IWeightSide
    {
        public static bool IsTransposed => false;

        public static long Offset(int linesOfPanel, int output, int input) =>
            PackedLayout.LineOffset(linesOfPanel, output / PackedLayout.PanelRows, input) + (output % PackedLayout.PanelRows);

        public static bool Ask(ref TileArguments tile, ref NextPart next, int endRow) => next.AskForPiece(ref tile, endRow);
    }

    private readonly struct Transposed : IWeightSide
    {
        public static bool IsTransposed => true;

        public static long Offset(int linesOfPanel, int output, int input) => PackedLayout.LineOffset(linesOfPanel, input / PackedLayout.PanelRows, output);

        public static bool Ask(ref TileArguments tile, ref NextPart next, int endRow) => next.AskForLinesOfChunks(ref tile, endRow);
    }

    private struct Job
    {
        public int Batch;
        public int VisitInputs;
        public int VisitRows;
        public int Stride;
        public int Inputs;
        public int Outputs;
        public float* Input;
        public float* Weight;
        public float* Bias;
        public float* Output;
        public int LinesOfPanel;
        public int PartFloats;
        public int PartInputs;
        public int Groups;
        public int UnitGroups;
        public int Units;
        public int Tasks;
    }
}

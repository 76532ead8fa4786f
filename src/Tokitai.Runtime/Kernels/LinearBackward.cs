using System;
using System.Runtime.CompilerServices;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>
/// Back through the product of a linear layer: <see cref="LinearInputGradient"/>, from the old weights, and <see cref="LinearWeightGradient"/>.
/// Where an optimizer updates the weight, the two take turns at tiles of it: weights that the input gradient has read are still in a cache when they are
/// updated, and do not come from memory twice. The input gradient of some inputs needs the weights of these inputs alone, and a task has all outputs
/// of its inputs: so nobody reads a weight that somebody else has updated.
/// </summary>
internal static unsafe class LinearBackward
{
    /// <summary>Inputs of a column: at most those of a block of the weight gradient.</summary>
    private const int MostInputs = 256;

    /// <summary>Computes the gradients of a batch, or the input gradient and the updates.</summary>
    /// <param name="pool">Threads to work with; each takes some of the inputs.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="rows">The samples.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="input">Activation panels of x.</param>
    /// <param name="outputGradient">Activation panels of dy; the padding of the last panel is 0.</param>
    /// <param name="weight">Packed weight.</param>
    /// <param name="scratch">Memory of <see cref="LinearInputGradient.ScratchLength"/> floats.</param>
    /// <param name="inputGradient">Activation panels of dx, or null where nobody wants it.</param>
    /// <param name="weightSink">Takes the gradient of the weight.</param>
    /// <param name="biasSink">Takes the gradient of the bias, if there is one.</param>
    public static void Run(
        WorkerPool pool, SimdLevel simd, BatchRows rows, int inputs, int outputs,
        float* input, float* outputGradient, float* weight, float* scratch, float* inputGradient, GradientSink weightSink, GradientSink biasSink)
    {
        int threads = ProductTasks.AreShared(rows.Count, inputs, outputs) ? pool.ThreadCount : 1;
        int units = (inputs + ProductTasks.UnitInputs - 1) / ProductTasks.UnitInputs;
        bool takesTurns = inputGradient is not null && weightSink.ChangesParameters && rows.Count > 0
            && (threads == 1 || units >= 2 * threads) && LinearInputGradient.TakesAtOnce(rows.Count, inputs, outputs);
        if (!takesTurns)
        {
            if (inputGradient is not null) LinearInputGradient.Run(pool, simd, rows, inputs, outputs, outputGradient, weight, scratch, inputGradient);
            LinearWeightGradient.Run(pool, simd, rows, inputs, outputs, input, outputGradient, weightSink, biasSink);
            return;
        }

        LinearInputGradient.Job inputJob = LinearInputGradient.Plan(pool, simd, rows, inputs, outputs, outputGradient, weight, scratch, inputGradient);
        LinearWeightGradient.Job weightJob = LinearWeightGradient.Plan(pool, simd, rows, inputs, outputs, input, outputGradient, isUpdate: true);
        var job = new Job
        {
            InputGradient = &inputJob,
            WeightGradient = new LinearWeightGradient.Context { Job = &weightJob, Weight = weightSink, Bias = biasSink, WeightsAreNear = true },
            Units = units,
            Tasks = TaskShares.Count(units, threads, TaskShares.Few),
        };
        LinearInputGradient.Transpose(pool, &inputJob);
        pool.Run(job.Tasks, KernelDispatch.Select<Kernel>(simd), Unsafe.AsPointer(ref job));
    }

    /// <summary>Some inputs of the weight, for all outputs and all samples.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Visit<TSimd, TVector>(ref Job job, int task, Column column, Column behind, ref int askedLines)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        ref LinearWeightGradient.Context context = ref job.WeightGradient;
        LinearWeightGradient.Job* layer = context.Job;
        int groupPanels = layer->PanelsPerGroup;
        bool isLast = behind.First == behind.End;
        for (int n = 0; n < layer->Outputs; n += LinearInputGradient.BlockWeights)
        {
            var tile = new LinearInputGradient.Block(column.First, column.End, n);
            LinearInputGradient.Block after = new(column.End, column.End, 0);
            LinearInputGradient.Visit<TSimd, TVector>(job.InputGradient, tile, job.InputGradient->Next(tile, after));
            int endPanel = Math.Min(layer->Panels, (n + LinearInputGradient.BlockWeights) / PackedLayout.PanelRows);
            for (int panel = n / PackedLayout.PanelRows; panel < endPanel; panel += groupPanels)
            {
                // What follows is the next panels, or the first ones of the next column.
                LinearWeightGradient.Block block = Block(layer, panel, column);
                bool isEnd = panel + groupPanels >= layer->Panels;
                LinearWeightGradient.Block next = !isEnd ? Block(layer, panel + groupPanels, column) : isLast ? block : Block(layer, 0, behind);
                askedLines = LinearWeightGradient.Tile<TSimd, TVector>(ref context, block, next, askedLines, isEnd && isLast);
                if (!column.IsFirst || panel / groupPanels % job.Tasks != task || !context.Bias.Exists) continue;
                for (int i = 0; i < block.Panels; i++) LinearWeightGradient.BiasPanel<TSimd, TVector>(ref context, block.Panel + i);
            }
        }

        LinearInputGradient.Finish(job.InputGradient, column.First / PackedLayout.PanelRows, PackedLayout.RoundUp(column.End) / PackedLayout.PanelRows);
    }

    private static LinearWeightGradient.Block Block(LinearWeightGradient.Job* layer, int panel, Column column) =>
        new(panel, Math.Min(layer->PanelsPerGroup, layer->Panels - panel), column.First, column.End - column.First);

    /// <summary>A column of the weight: all outputs of some inputs.</summary>
    /// <param name="First">Its first input.</param>
    /// <param name="End">Behind its last input.</param>
    /// <param name="IsFirst">Whether it is the first one of its task, beside which the task's share of the bias is done.</param>
    private readonly record struct Column(int First, int End, bool IsFirst);

    private readonly struct Kernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            ref Job job = ref Unsafe.AsRef<Job>(state);
            int askedLines = 0;
            (int first, int end) = TaskShares.Of(job.Units, job.Tasks, task);
            first *= ProductTasks.UnitInputs;
            end = Math.Min(job.WeightGradient.Job->Inputs, end * ProductTasks.UnitInputs);
            int width = ProductTasks.EvenPart(end - first, MostInputs);
            var column = new Column(first, Math.Min(end, first + width), IsFirst: true);
            while (column.First < end)
            {
                var behind = new Column(column.End, Math.Min(end, column.End + width), IsFirst: false);
                Visit<TSimd, TVector>(ref job, task, column, behind, ref askedLines);
                column = behind;
            }
        }
    }

    private struct Job
    {
        public LinearInputGradient.Job* InputGradient;
        public LinearWeightGradient.Context WeightGradient;
        public int Units;
        public int Tasks;
    }
}

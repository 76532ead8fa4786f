using System;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Threading;
using Tokitai.Kernels;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Losses;

/// <summary>
/// Cross-entropy of a softmax as torch.nn.CrossEntropyLoss takes the mean. With K classes of weights w (1 without), label
/// smoothing s and <c>p = softmax(z)</c>, the loss of a row of label y is
/// <c>-(1 - s) w[y] log p[y] - s/K sum_c w[c] log p[c]</c>; the sum over the rows is divided by the sum of their w[y]. Rows of the
/// ignored index are not looked at; their gradient is 0.
/// </summary>
internal static unsafe class CrossEntropyLoss
{
    /// <summary>Elements of a task: some ten microseconds of exponentials.</summary>
    private const int TaskElements = 8_192;

    private const int MaxTasks = 1_024;

    /// <summary>
    /// Runs over checked rows at a vector width: over some columns of the outputs, with labels as integers or in a column of the targets; the
    /// gradient is multiplied by the head's weight, the loss is not. Tasks are cut by the numbers of rows and classes alone, and their sums added in order, so the
    /// loss has the same bits for any number of threads.
    /// </summary>
    public static double Evaluate(
        ReadOnlySpan<float> output, Targets targets, Span<float> gradient, HeadColumns columns, float weight, CrossEntropyOptions options,
        double stepWeight, WorkerPool pool, SimdLevel simd)
    {
        int rows = output.Length / columns.Stride;
        int taskRows = Math.Max(Math.Max(1, TaskElements / options.Classes), (rows + MaxTasks - 1) / MaxTasks);
        int tasks = (rows + taskRows - 1) / taskRows;
        double* sums = stackalloc double[tasks];
        fixed (float* logits = output, gradients = gradient, spread = options.Spread)
        fixed (int* firstLabel = targets.Labels)
        fixed (float* values = targets.Values)
        {
            var job = new Job
            {
                Options = options,
                StepWeight = stepWeight,
                Rows = rows,
                TaskRows = taskRows,
                Tasks = tasks,

                // Tasks are taken in runs, since a row asks for the memory of those behind it.
                Runs = TaskShares.Count(tasks, pool.ThreadCount),
                Columns = columns,
                Weight = weight,
                Logits = logits,
                Labels = firstLabel,
                Values = values,
                Gradients = gradients,
                Spread = spread,
                Sums = sums,
                Streams = weight == 1 && spread == null && Streams(output, gradient, options.Classes),
            };
#pragma warning disable CS8500 // The job holds a reference to the options; it lives on this stack frame, which outlasts the work.
            void* state = &job;
#pragma warning restore CS8500
            pool.Run(job.Runs, KernelDispatch.Select<Kernel>(simd), state);
        }

        double sum = 0;
        for (int task = 0; task < tasks; task++) sum += sums[task];
        return sum / stepWeight;
    }

    /// <summary>
    /// Whether the gradient goes past the caches: where it overflows them, and its lines are not there already because it overwrites the outputs.
    /// </summary>
    /// <param name="output">The outputs.</param>
    /// <param name="gradient">Receives the gradient; empty if none is wanted.</param>
    /// <param name="classes">Length of a row.</param>
    internal static bool Streams(ReadOnlySpan<float> output, ReadOnlySpan<float> gradient, int classes)
    {
        if (gradient.IsEmpty || classes > WaitingGradient.MostClasses || !ProcessorCaches.Overflows(gradient.Length)) return false;
        fixed (float* first = gradient) return (nint)first % sizeof(float) == 0 && !output.Overlaps(gradient);
    }

    private readonly struct Kernel : IKernel
    {
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int run)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            ref Job job = ref Unsafe.AsRef<Job>(state);
            // Rows whose terms are kept aside have room for them in the first cache level.
            float* memory = stackalloc float[WaitingGradient.MemoryFloats + PackedLayout.PanelRows];
            float* aligned = (float*)(((nint)memory + 63) & ~(nint)63), scratch = job.Options.Classes <= WaitingGradient.MostClasses ? aligned : null;
            var rows = new WaitingGradient(aligned);
            WaitingGradient* waiting = job.Streams ? &rows : null;
            (int first, int end) = TaskShares.Of(job.Tasks, job.Runs, run);
            for (int task = first; task < end; task++)
            {
                job.Sums[task] = Rows<TSimd, TVector>(in job, task, scratch, waiting);
            }

            if (!job.Streams) return;
            rows.Finish<TSimd, TVector>(first: 0);
            Thread.MemoryBarrier();
        }

        /// <summary>The rows of one task; returns the sum of their losses.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static double Rows<TSimd, TVector>(in Job job, int task, float* scratch, WaitingGradient* waiting)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            double sum = 0;
            int end = Math.Min(job.Rows, (task + 1) * job.TaskRows);
            for (int row = task * job.TaskRows; row < end; row++)
            {
                sum += Row<TSimd, TVector>(in job, row, scratch, waiting);
                if (job.Gradients == null || job.Weight == 1) continue;
                var gradient = new Span<float>(job.Gradients + ((long)row * job.Columns.Stride) + job.Columns.First, job.Options.Classes);
                TensorPrimitives.Multiply(gradient, job.Weight, gradient);
            }

            return sum;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static double Row<TSimd, TVector>(in Job job, int row, float* scratch, WaitingGradient* waiting)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            int classes = job.Options.Classes;
            long first = ((long)row * job.Columns.Stride) + job.Columns.First;
            int label = job.LabelOf(row);
            float* gradient = job.Gradients == null ? null : job.Gradients + first;
            if (label == job.Options.IgnoreIndex)
            {
                if (gradient != null) new Span<float>(gradient, classes).Clear();
                return 0;
            }

            if (job.Spread != null)
            {
                var smoothing = new Smoothing(job.Options, job.Spread, label);
                return SoftmaxRow.SmoothedCrossEntropy<TSimd, TVector>(job.Logits + first, classes, label, gradient, job.StepWeight, smoothing);
            }

            double weight = job.Options.WeightOf(label);
            return weight * SoftmaxRow.CrossEntropy<TSimd, TVector>(job.Logits + first, classes, label, gradient, scratch, waiting, job.StepWeight / weight);
        }
    }

    private struct Job
    {
        public CrossEntropyOptions Options;
        public double StepWeight;
        public int Rows;
        public int TaskRows;
        public int Tasks;
        public int Runs;
        public HeadColumns Columns;
        public float Weight;
        public float* Logits;
        public int* Labels;
        public float* Values;
        public float* Gradients;
        public float* Spread;
        public double* Sums;
        public bool Streams;

        public readonly int LabelOf(int row) =>
            Labels != null ? Labels[row] : (int)Values[((long)row * Columns.TargetStride) + Columns.FirstTarget];
    }
}

using System;
using System.Linq;
using Tokitai.Threading;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>The primitives that no target is set for, on data in memory: other norms, activations, losses and optimizers, dropout and the sum of a residual.</summary>
internal static class OtherRows
{
    private const int Features = PrimitiveWork.Features;

    /// <summary>Kinds with the names that the script for PyTorch has for them.</summary>
    private static readonly (ActivationKind Kind, string Torch)[] Activations =
    [
        (ActivationKind.Relu, "relu"), (ActivationKind.GeluTanh, "gelu_tanh"), (ActivationKind.Silu, "silu"), (ActivationKind.Tanh, "tanh"),
        (ActivationKind.Sigmoid, "sigmoid"),
    ];

    public static void Run(Bench bench)
    {
        int rows = PrimitiveRows.MemoryRows;
        string shape = $"{rows} x {Features} in memory";
        using (var work = new PrimitiveWork(bench.Pool, rows))
        {
            Update("RmsNorm", 1, work.RmsNorm, "");
            Update("RmsNorm backward", 1.5, work.RmsNormBackward, "");
            foreach ((ActivationKind kind, string torch) in Activations)
            {
                Update($"{kind}", 1, () => work.Activate(kind), torch);
                Update($"{kind} backward", 1.5, () => work.ActivateBackward(kind), torch + "_backward");
            }

            Update("dropout", 1, work.Dropout, "dropout");
            Update("sum of a residual", 1.5, work.Add, "add");

            void Update(string name, double passes, Action run, string torch) => bench.Update(
                $"{name}, {shape}", passes * work.Bytes, default, run, torch.Length == 0 ? [] : bench.Torched($"{torch} {rows} {Features}"));
        }

        float[] outputs = [.. Enumerable.Range(0, rows * Features).Select(i => (i % 97 / 10f) - 5)], targets = [.. outputs.Select(z => z > 0 ? 1f : 0)], gradient = new float[outputs.Length];
        foreach ((string name, Objective objective, string torch) in new (string, Objective, string)[]
        {
            ("binary cross-entropy", Objective.BinaryCrossEntropy(Features), "bce"), ("mean squared error", Objective.MeanSquaredError(Features), "mse"),
            ("Huber's loss", Objective.Huber(Features), "huber"),
        })
        {
            objective.Pool = bench.Pool;
            bench.Update(
                $"{name} and its gradient, {shape}", 3.0 * sizeof(float) * outputs.Length, default, () => objective.Evaluate(outputs, targets, gradient),
                bench.Torched($"{torch} {rows} {Features}"));
        }

        // Optimizers take the threads of all passes.
        if (bench.Pool != WorkerPool.Shared) return;
        PrimitiveRows.Optimizer<TinyDense8>(bench, "SGD with momentum", 5, model => new Sgd<TinyDense8>(model, 1e-3f, momentum: 0.9f));
        PrimitiveRows.Optimizer<TinyDense8>(bench, "Adam", 7, model => new Adam<TinyDense8>(model));
        PrimitiveRows.Optimizer<TinyDense8>(bench, "Lion", 5, model => new Lion<TinyDense8>(model));
    }
}

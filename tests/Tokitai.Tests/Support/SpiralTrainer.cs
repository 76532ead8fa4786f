using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Numerics.Tensors;
using Tokitai;

namespace Spirals;

/// <summary>Trains on points that are drawn anew in each step.</summary>
public sealed class SpiralTrainer : IDisposable
{
    public const ulong Seed = 1;
    public const int Steps = 300, BatchSize = 64, MicroBatchSize = 16;

    private long _step;

    public SpiralTrainer()
    {
        Model = new SpiralClassifier(Seed);
        Optimizer = new AdamW<SpiralClassifier>(Model, beta2: 0.99f, weightDecay: 0.05f) { MaxGradientNorm = 1 };
        Average = new ExponentialMovingAverage<SpiralClassifier>(Model, decay: 0.98f);
    }

    public SpiralClassifier Model { get; }

    public AdamW<SpiralClassifier> Optimizer { get; }

    public ExponentialMovingAverage<SpiralClassifier> Average { get; }

    public void Train(long until)
    {
        LearningRateSchedule schedule = LearningRateSchedule.Cosine(from: 1e-2f, steps: Steps, to: 1e-4f, warmupSteps: 20);
        Objective objective = Objective.CrossEntropy(SpiralClassifier.OutputSize, labelSmoothing: 0.05f);
        using Gradients<SpiralClassifier> gradients = SpiralClassifier.CreateGradients();
        using Workspace<SpiralClassifier> workspace = SpiralClassifier.CreateWorkspace(MicroBatchSize);
        var outputGradient = new float[MicroBatchSize * SpiralClassifier.OutputSize];
        for (; _step < until; _step++)
        {
            (float[] points, int[] labels) = Draw(BatchSize, stream: (uint)_step);
            double loss = 0;
            workspace.BeginStep(Seed, _step);
            for (int row = 0; row < BatchSize; row += MicroBatchSize)
            {
                ReadOnlySpan<float> micro = points.AsSpan(row * SpiralClassifier.InputSize, MicroBatchSize * SpiralClassifier.InputSize);
                ReadOnlySpan<float> logits = Model.Forward(micro, workspace);
                loss += objective.Evaluate(logits, labels.AsSpan(row, MicroBatchSize), outputGradient, stepWeight: BatchSize);
                Model.Backward(outputGradient, gradients, workspace, accumulate: row > 0);
            }

            workspace.EndStep();
            Optimizer.LearningRate = schedule.At(_step);
            Optimizer.Step(gradients);
            Average.Update();
            if (Optimizer.LastStepSkipped) Console.WriteLine($"step {_step}: skipped, loss {loss}");
            else if (_step % 50 == 0) Console.WriteLine($"step {_step}: loss {loss:F3}, gradient norm {Optimizer.GradientNorm:F2}");
        }
    }

    public double AccuracyOfAverage()
    {
        (float[] points, int[] labels) = Draw(1000, stream: uint.MaxValue);
        using var averaged = new SpiralClassifier(Seed);
        Average.CopyTo(averaged);
        using Workspace<SpiralClassifier> inference = SpiralClassifier.CreateWorkspace(labels.Length, training: false);
        ReadOnlySpan<float> logits = averaged.Forward(points, inference);
        int correct = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            if (TensorPrimitives.IndexOfMax(logits.Slice(row * SpiralClassifier.OutputSize, SpiralClassifier.OutputSize)) == labels[row]) correct++;
        }

        return (double)correct / labels.Length;
    }

    public void Save(string checkpoint)
    {
        string unfinished = checkpoint + ".unfinished";
        Directory.CreateDirectory(unfinished);
        long[] counts = [_step, Optimizer.StepCount, Average.Count];
        var metadata = new Dictionary<string, string> { ["counts"] = string.Join(' ', counts) };
        foreach ((string name, TensorSet tensors) in Parts()) Safetensors.Save(Path.Combine(unfinished, name), tensors, metadata);
        Directory.Move(unfinished, checkpoint);
    }

    public void Load(string checkpoint)
    {
        string counts = "";
        foreach ((string name, TensorSet tensors) in Parts()) counts = Safetensors.Load(Path.Combine(checkpoint, name), tensors)["counts"];
        long[] numbers = Array.ConvertAll(counts.Split(' '), text => long.Parse(text, CultureInfo.InvariantCulture));
        (_step, Optimizer.StepCount, Average.Count) = (numbers[0], numbers[1], numbers[2]);
    }

    private IEnumerable<(string Name, TensorSet Tensors)> Parts()
    {
        yield return ("model.safetensors", Model.Parameters);
        yield return ("average.safetensors", Average.Average);
        foreach (OptimizerState state in Optimizer.State) yield return ($"{state.Name}.safetensors", state.Tensors);
    }

    public static (float[] Points, int[] Labels) Draw(int count, uint stream)
    {
        var random = new PhiloxRandom(Seed, stream);
        var points = new float[2 * count];
        var labels = new int[count];
        for (int row = 0; row < count; row++)
        {
            labels[row] = random.NextInt32(3);
            float radius = random.NextSingle();
            float angle = (4 * radius) + (MathF.Tau / 3 * labels[row]) + (0.3f * (random.NextSingle() - 0.5f));
            (points[2 * row], points[(2 * row) + 1]) = (radius * MathF.Cos(angle), radius * MathF.Sin(angle));
        }

        return (points, labels);
    }

    public void Dispose()
    {
        Average.Dispose();
        Optimizer.Dispose();
        Model.Dispose();
    }
}

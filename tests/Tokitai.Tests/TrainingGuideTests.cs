using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Spirals;
using Tokitai.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Tests;

/// <summary>docs/training.md says what is true: its code stands in files that compile, its program learns, and its claims hold.</summary>
public sealed class TrainingGuideTests(ITestOutputHelper log)
{
    /// <summary>Measured: 99.9 %, and 50.3 % before the first step (the arms are so wide that a drawn function tells some of them apart).</summary>
    private const double Learned = 0.97, Untrained = 0.6;

    [Fact]
    public void The_program_learns()
    {
        using var untrained = new SpiralTrainer();
        Assert.InRange(untrained.AccuracyOfAverage(), 0, Untrained);

        using var trainer = new SpiralTrainer();
        trainer.Train(until: SpiralTrainer.Steps);
        Console.WriteLine($"accuracy of the average: {trainer.AccuracyOfAverage():P1}");

        log.WriteLine($"accuracy {untrained.AccuracyOfAverage():P1}, then {trainer.AccuracyOfAverage():P1}");
        Assert.InRange(trainer.AccuracyOfAverage(), Learned, 1);
        Assert.Equal(SpiralTrainer.Steps, trainer.Optimizer.StepCount);
        Assert.Equal(0, trainer.Optimizer.SkippedSteps);
    }

    [Fact]
    public void A_resumed_run_gives_the_bits_of_one_that_never_stopped()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("tokitai-guide-");
        try
        {
            string checkpoint = Path.Combine(directory.FullName, "step-30");
            using SpiralTrainer whole = new(), first = new(), second = new();
            whole.Train(until: 50);
            first.Train(until: 30);
            first.Save(checkpoint);
            second.Load(checkpoint);
            second.Train(until: 50);
            Assert.Equal(Bits(whole.Model.Parameters), Bits(second.Model.Parameters));
            Assert.Equal(Bits(whole.Average.Average), Bits(second.Average.Average));
            Assert.Equal(["average.safetensors", "firstMoment.safetensors", "model.safetensors", "secondMoment.safetensors"],
                Directory.GetFiles(checkpoint).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Gradients_are_those_of_the_loss()
    {
        GradientCheck.Run<SpiralClassifier>().EnsurePassed();
        GradientCheck.Run<SpiralClassifier>(training: true).EnsurePassed();
    }

    [Fact]
    public void One_sweep_gives_the_same_bits()
    {
        (float[] points, int[] labels) = SpiralTrainer.Draw(SpiralTrainer.BatchSize, stream: 0);
        Objective objective = Objective.CrossEntropy(SpiralClassifier.OutputSize);
        var outputGradient = new float[SpiralTrainer.BatchSize * SpiralClassifier.OutputSize];
        using SpiralClassifier model = new(1), other = new(1);
        using Workspace<SpiralClassifier> workspace = SpiralClassifier.CreateWorkspace(SpiralTrainer.BatchSize);
        using AdamW<SpiralClassifier> optimizer = new(model), otherOptimizer = new(other);
        for (long step = 0; step < 3; step++)
        {
            workspace.BeginStep(SpiralTrainer.Seed, step);
            objective.Evaluate(model.Forward(points, workspace), labels, outputGradient);
            model.BackwardAndUpdate(outputGradient, optimizer, workspace);
        }

        using Gradients<SpiralClassifier> gradients = SpiralClassifier.CreateGradients();
        for (long step = 0; step < 3; step++)
        {
            workspace.BeginStep(SpiralTrainer.Seed, step);
            objective.Evaluate(other.Forward(points, workspace), labels, outputGradient);
            other.Backward(outputGradient, gradients, workspace);
            otherOptimizer.Step(gradients);
        }

        Assert.Equal(Bits(other.Parameters), Bits(model.Parameters));
    }

    [Fact]
    public void Dropout_in_inference_says_how_sure_a_model_is()
    {
        using var model = new SpiralClassifier(1);
        (float[] points, _) = SpiralTrainer.Draw(10, stream: 0);
        using Workspace<SpiralClassifier> inference = SpiralClassifier.CreateWorkspace(10, training: false);
        float[] plain = model.Forward(points, inference).ToArray();
        const int Samples = 20;
        var mean = new float[10 * SpiralClassifier.OutputSize];
        for (long sample = 0; sample < Samples; sample++)
        {
            inference.BeginStep(SpiralTrainer.Seed, sample);
            ReadOnlySpan<float> logits = model.Forward(points, inference);
            for (int i = 0; i < mean.Length; i++) mean[i] += logits[i] / Samples;
        }

        inference.EndStep();
        Assert.NotEqual(plain, mean);
        Assert.Equal(plain, model.Forward(points, inference).ToArray());
    }

    /// <summary>A model with dropout that trains without BeginStep computes what it computes in inference.</summary>
    [Fact]
    public void Without_BeginStep_nothing_is_dropped()
    {
        using var model = new SpiralClassifier(1);
        (float[] points, _) = SpiralTrainer.Draw(10, stream: 0);
        using Workspace<SpiralClassifier> training = SpiralClassifier.CreateWorkspace(10), inference = SpiralClassifier.CreateWorkspace(10, training: false);
        Assert.Equal(model.Forward(points, inference).ToArray(), model.Forward(points, training).ToArray());
    }

    [Fact]
    public void Code_blocks_stand_in_the_sources_and_make_the_whole_program()
    {
        string tests = Path.Combine(Repository.Root, "tests", "Tokitai.Tests");
        string[] program = [.. Lines(Path.Combine(tests, "Models", "SpiralClassifier.cs")), .. Lines(Path.Combine(tests, "Support", "SpiralTrainer.cs"))];
        string[] claims = [.. new[] { "TrainingGuideTests.cs", "HeadsTests.cs", "../Tokitai.Trainer.Tests/MetricsGuideTests.cs" }.SelectMany(file => Lines(Path.Combine(tests, file)))];
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "training.md")).ReplaceLineEndings("\n");
        var rest = new List<string>();
        foreach (string block in page.Split("```csharp\n").Skip(1).Select(part => part.Split("```")[0]))
        {
            string[] lines = Trimmed(block);
            if (Holds(claims, lines)) continue;
            Assert.True(Holds(program, lines), $"This block stands in no source:\n{block}");
            rest.AddRange(lines);
        }

        Assert.Equal(program, rest);
    }

    private static bool Holds(string[] source, string[] lines) =>
        Enumerable.Range(0, Math.Max(0, source.Length - lines.Length + 1)).Any(start => source.AsSpan(start, lines.Length).SequenceEqual(lines));

    private static string[] Lines(string path) => Trimmed(File.ReadAllText(path).ReplaceLineEndings("\n"));

    /// <summary>Indentation and empty lines aside: the page shows methods without their class.</summary>
    private static string[] Trimmed(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int[] Bits(TensorSet tensors) => [.. tensors.SelectMany(tensor => tensor.ToArray()).Select(BitConverter.SingleToInt32Bits)];
}

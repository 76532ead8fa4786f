using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using DenseVsMoe.Statistics;
using DenseVsMoe.Study;

namespace DenseVsMoe.Report;

/// <summary>The summary for programs: settings, each arm, and each run of the comparison.</summary>
public static class SummaryJson
{
    /// <summary>Writes a study's summary.</summary>
    /// <param name="stream">Receives UTF-8.</param>
    /// <param name="result">The study.</param>
    /// <param name="arms">Its arms.</param>
    public static void Write(Stream stream, StudyResult result, IReadOnlyList<ArmSummary> arms)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(arms);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("budget", result.Settings.Budget.Name);
        json.WriteNumber("steps", result.Settings.Training.Steps);
        json.WriteNumber("batch_size", result.Settings.Training.BatchSize);
        json.WriteNumber("seeds", result.Settings.Seeds);
        json.WriteNumber("held_out_samples", result.Settings.Training.JudgedSamples);
        json.WriteNumber("confidence", MeanInterval.Confidence);
        json.WriteFinite("floor", result.Floor);
        json.WriteStartArray("arms");
        foreach (ArmSummary arm in arms) Write(json, arm);
        json.WriteEndArray();
        json.WriteStartArray("runs");
        foreach (RunResult run in result.Comparison) Write(json, run);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ArmSummary arm)
    {
        json.WriteStartObject();
        json.WriteString("arm", arm.Contestant.Name);
        json.WriteString("description", arm.Contestant.Description);
        json.WriteString("model", arm.Contestant.Info.Name);
        json.WriteNumber("parameters", arm.Contestant.Info.ParameterCount);
        json.WriteNumber("forward_flops_per_sample", arm.Contestant.Info.ForwardFlopsPerSample);
        json.WriteNumber("training_flops_per_sample", arm.Contestant.Info.TrainingFlopsPerSample);
        json.WriteNumber("learning_rate", arm.LearningRate);
        Write(json, "loss", arm.Loss);
        Write(json, "above_floor", arm.Excess);
        Write(json, "versus_dense", arm.VersusDense);
        Write(json, "versus_plain_mixture", arm.VersusPlainMixture);
        json.WriteFinite("accuracy", arm.Accuracy);
        json.WriteFinite("macro_f1", arm.MacroF1);
        json.WriteFinite("roc_auc", arm.RocAuc);
        Write(json, "regime_recovery", arm.RegimeRecovery);
        json.WriteFinite("milliseconds_per_step", arm.StepMilliseconds);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RunResult run)
    {
        json.WriteStartObject();
        json.WriteString("arm", run.Key.Arm);
        json.WriteNumber("seed", run.Key.Seed);
        json.WriteFinite("loss", run.Score.Loss);
        json.WriteFinite("loss_outcome", run.Score.HeadLosses[0]);
        json.WriteFinite("loss_aux", run.Score.HeadLosses[1]);
        json.WriteFinite("floor", run.Floor.Total);
        json.WriteFinite("accuracy", run.Score.Accuracy);
        json.WriteFinite("regime_recovery", run.Score.RegimeRecovery);
        json.WriteFinite("training_seconds", run.TrainingSeconds);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, MeanInterval? interval)
    {
        if (interval is not { } value)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteFinite("mean", value.Mean);
        json.WriteFinite("half_width", value.HalfWidth);
        json.WriteEndObject();
    }
}

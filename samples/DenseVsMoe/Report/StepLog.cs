using System;
using System.Buffers;
using System.IO;
using System.Text.Json;
using System.Threading;
using DenseVsMoe.Study;

namespace DenseVsMoe.Report;

/// <summary>
/// Rows of training steps as JSON, one a line, from any number of runs at a time. The file has its name only when it is complete; until then, and
/// after a crash, it is called <c>*.unfinished</c> and consists of whole rows but perhaps the last.
/// </summary>
public sealed class StepLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _row = new();
    private readonly Utf8JsonWriter _json;
    private readonly FileStream _stream;
    private readonly string _path;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Its name in the end; a file of that name stays as it is until <see cref="Complete"/>.</param>
    public StepLog(string path)
    {
        _path = path;
        _stream = new FileStream(path + ".unfinished", FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        _json = new Utf8JsonWriter(_row);
    }

    /// <summary>Adds a row, in single precision. A number that is not finite becomes <c>null</c>: JSON has none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="row">The step.</param>
    public void Write(RunKey run, StepRow row)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(row);
        lock (_gate)
        {
            _row.ResetWrittenCount();
            _json.Reset();
            _json.WriteStartObject();
            WriteRun(run);
            WriteStep(row);
            _json.WriteEndObject();
            _json.Flush();
            _row.Write("\n"u8);
            _stream.Write(_row.WrittenSpan);
        }
    }

    /// <summary>Gives the file its name.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _stream.Flush(flushToDisk: true);
            _stream.Dispose();
            File.Move(_stream.Name, _path, overwrite: true);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _json.Dispose();
        _stream.Dispose();
    }

    private void WriteRun(RunKey run)
    {
        _json.WriteString("arm", run.Arm);
        _json.WriteString("phase", run.Phase == RunPhase.Tuning ? "tuning" : "comparison");
        _json.WriteNumber("seed", run.Seed);
        _json.WriteNumber("largest_learning_rate", run.LearningRate);
    }

    private void WriteStep(StepRow row)
    {
        _json.WriteNumber("step", row.Step);
        _json.WriteSingle("loss", row.Loss);
        _json.WriteSingle("loss_outcome", row.HeadLosses[0]);
        _json.WriteSingle("loss_aux", row.HeadLosses[1]);
        _json.WriteSingle("auxiliary_loss", row.AuxiliaryLoss);
        _json.WriteNumber("learning_rate", row.LearningRate);
        _json.WriteSingle("gradient_norm", row.GradientNorm);
        _json.WriteSingle("samples_per_second", Math.Round(row.SamplesPerSecond));
        _json.WriteStartArray("per_expert_share");
        foreach (double share in row.PerExpertShare) _json.WriteNumberValue((float)share);
        _json.WriteEndArray();
        _json.WriteSingle("router_entropy", row.RouterEntropy);
    }
}

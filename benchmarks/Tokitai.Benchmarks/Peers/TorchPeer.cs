using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using Tokitai.Benchmarks.Roofline;

namespace Tokitai.Benchmarks.Peers;

/// <summary>
/// PyTorch in a child process, which does a piece of work when it is told to and answers with the seconds that it took: so it takes
/// turns with the others.
/// </summary>
internal sealed class TorchPeer : IDisposable
{
    private readonly Process _process;

    private TorchPeer(Process process, string version)
    {
        _process = process;
        Version = version;
    }

    /// <summary>Version of PyTorch, and which of its ways AdamW goes.</summary>
    public string Version { get; }

    /// <summary>Starts it, or returns null where the system's Python has no PyTorch.</summary>
    /// <param name="threads">Its threads.</param>
    public static TorchPeer? Start(int threads)
    {
        const string Python = "/usr/bin/python3";
        if (!File.Exists(Python)) return null;
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "torch_peer.py");
        var start = new ProcessStartInfo(Python, [script, threads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Its matrix products ask these, not torch.set_num_threads.
        foreach (string variable in new[] { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS" })
        {
            start.Environment[variable] = threads.ToString(CultureInfo.InvariantCulture);
        }

        PeerSettings.Apply(start.Environment);
        Process process = Process.Start(start)!;
        if (process.StandardOutput.ReadLine() is string version) return new TorchPeer(process, version);
        process.Dispose();
        return null;
    }

    /// <summary>A contestant.</summary>
    /// <param name="name">Its name in the report.</param>
    /// <param name="command">What the script calls the work.</param>
    /// <param name="repeats">How often it is done in one measurement.</param>
    public Contestant Of(string name, string command, int repeats = 1) => new(name, () =>
    {
        _process.StandardInput.WriteLine($"{repeats} {command}");
        string? answer = _process.StandardOutput.ReadLine();
        return answer is null
            ? throw new InvalidOperationException($"PyTorch ended at '{command}': {_process.StandardError.ReadToEnd()}")
            : double.Parse(answer, CultureInfo.InvariantCulture);
    })
    { IsForeign = true, IsRival = true };

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}

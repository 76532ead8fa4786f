using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Tokitai.Benchmarks.Peers;
using Tokitai.Threading;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>
/// What the library reaches of what the machine can do, beside others at the same work: limits, contestants and peers take turns in
/// one process and one run.
/// </summary>
internal static class RooflineReport
{
    /// <summary>Runs the parts that are asked for.</summary>
    /// <param name="arguments">Parts (square, dense, vector, primitives, passes, which are all without any; others, step, recompute, full), <c>--quick</c>, <c>--threads n</c>, <c>--json file</c>.</param>
    /// <returns>The exit code: 0, or 2 for arguments that say nothing.</returns>
    public static int Run(string[] arguments)
    {
        if (Misread(arguments) is string misread)
        {
            Console.Error.WriteLine($"error: {misread}. Parts: {string.Join(", ", Parts.Keys)}; options: --quick, --threads N, --json FILE.");
            return 2;
        }

        bool quick = arguments.Contains("--quick");
        string? json = After(arguments, "--json");
        int[] threads = After(arguments, "--threads") is string number ? [int.Parse(number)] : [1, WorkerPool.Shared.ThreadCount];
        string[] parts = [.. arguments.Where(argument => Parts.ContainsKey(argument)).Distinct()];
        if (parts.Length == 0) parts = [.. Parts.Keys.Except(OnRequest)];
        PeerSettings.Apply();
        Dictionary<string, string> peers = new() { ["OpenBLAS"] = OpenBlas.Describe(), ["oneDNN"] = OneDnn.Describe() };
        Console.WriteLine($"{TokitaiRuntime.InstructionSet}, {Build}, {Environment.ProcessorCount} processors.");
        foreach ((string name, string description) in peers) Console.WriteLine($"{name}: {description}");
        var rows = new List<Row>();
        foreach (int count in threads.Distinct())
        {
            using var bench = new Bench(count == WorkerPool.Shared.ThreadCount ? WorkerPool.Shared : new WorkerPool(count), quick);
            if (rows.Count == 0)
            {
                peers["PyTorch"] = bench.Torch?.Version ?? "not installed for the system's Python (apt-get install python3-torch)";
                peers["Set for them"] = PeerSettings.Describe();
                Console.WriteLine($"PyTorch: {peers["PyTorch"]}");
                Console.WriteLine($"Set for them: {peers["Set for them"]}");
                Console.WriteLine("Medians; limits and contestants take turns. Where the peak or the bare tile fell behind the best one of the run, somebody else");
                Console.WriteLine("used the processors, and the row is measured again, up to six times; ~ marks a row that was disturbed each time. Others who");
                Console.WriteLine("take more than half a second run three times, whatever happens.");
                Console.WriteLine();
                Console.WriteLine(RowText.Header);
            }

            foreach (string part in parts) Parts[part](bench);
            rows.AddRange(bench.Rows);
        }

        if (json is not null) WriteJson(json, rows, peers);
        string[] scaling = [.. RowText.Scaling(rows)];
        if (scaling.Length > 0)
        {
            Console.WriteLine();
            Console.WriteLine(RowText.ScalingHeader);
            foreach (string line in scaling) Console.WriteLine(line);
        }

        return 0;
    }

    /// <summary>Writes what a reader of the table knows: the build, the peers, and the rows.</summary>
    private static void WriteJson(string file, List<Row> rows, Dictionary<string, string> peers) => File.WriteAllText(
        file,
        JsonSerializer.Serialize(new { TokitaiRuntime.InstructionSet, Build, Processors = Environment.ProcessorCount, Peers = peers, Rows = rows }, new JsonSerializerOptions { WriteIndented = true }));

    private static readonly Dictionary<string, Action<Bench>> Parts = new()
    {
        ["square"] = ProductRows.Square,
        ["dense"] = ProductRows.Dense,
        ["vector"] = ProductRows.Vector,
        ["primitives"] = PrimitiveRows.Run,
        ["passes"] = PassRows.Run,
        ["others"] = OtherRows.Run,
        ["step"] = PassRows.SmallStep,
        ["recompute"] = PassRows.Recomputed,
        ["full"] = PassRows.Full,
    };

    private static string Build => System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported ? "JIT" : "ahead of time";

    /// <summary>What has no target, is among the passes, is about one way of training, or takes gigabytes.</summary>
    private static readonly string[] OnRequest = ["others", "step", "recompute", "full"];

    /// <summary>What is wrong with the arguments: a run takes too long to find out that a name was mistyped.</summary>
    private static string? Misread(string[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is "--threads" or "--json")
            {
                string option = arguments[i++];
                if (i == arguments.Length) return $"{option} without a value";
                if (option == "--json" && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(arguments[i])))) return $"--json '{arguments[i]}' is in no folder that exists";
                if (option == "--threads" && !(int.TryParse(arguments[i], out int count) && count >= 1)) return $"--threads '{arguments[i]}' is not a number of threads";
            }
            else if (arguments[i] != "--quick" && !Parts.ContainsKey(arguments[i]))
            {
                return $"unknown argument '{arguments[i]}'";
            }
        }

        return null;
    }

    private static string? After(string[] arguments, string option)
    {
        int at = Array.IndexOf(arguments, option);
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
    }
}

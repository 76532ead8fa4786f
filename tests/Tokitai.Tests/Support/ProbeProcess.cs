using System;
using System.Diagnostics;
using System.IO;
using Xunit;

namespace Tokitai.Tests.Support;

/// <summary>Starts the probe program in a process of its own.</summary>
internal static class ProbeProcess
{
    /// <summary>Runs a command of the probe with one environment variable set, and returns the lines that it prints.</summary>
    public static string[] Run(string command, string variable, string value)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Tokitai.Tests.Probe.dll"), command])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[variable] = value;
        using Process probe = Process.Start(start)!;
        string output = probe.StandardOutput.ReadToEnd();
        probe.WaitForExit();
        Assert.Equal(0, probe.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Tokitai.Simd;

namespace Tokitai.Benchmarks.Peers;

/// <summary>
/// Environment variables with which other libraries do their best. Whatever the caller has set stays as it is.
/// </summary>
internal static partial class PeerSettings
{
    /// <summary>
    /// Vectors as wide as ours: versions of OpenBLAS that are older than the processor may take it for one with narrower ones, and where our wide ones are turned off
    /// theirs are, too.
    /// </summary>
    private static readonly Dictionary<string, string> OfVectors = SimdDispatch.Level == SimdLevel.Vector512
        ? new() { ["OPENBLAS_CORETYPE"] = "SkylakeX" }
        : SimdDispatch.Level == SimdLevel.Vector256 ? new() { ["OPENBLAS_CORETYPE"] = "Haswell", ["DNNL_MAX_CPU_ISA"] = "AVX2" } : [];

    /// <summary>
    /// OpenMP's threads, which oneDNN uses, wait for each other in loops: two on one processor would do so until the system takes the processor away from the one
    /// that waits, milliseconds later.
    /// </summary>
    private static readonly Dictionary<string, string> OfOpenMp = new() { ["OMP_PROC_BIND"] = "true", ["OMP_PLACES"] = "cores" };

    /// <summary>
    /// What PyTorch's process reads besides: memory that it has had once stays with it, where glibc would give blocks of megabytes back to the system after
    /// each use and have them filled with zeros, page by page, before the next; and its two pools of threads do not spin against each other, at a third of the speed.
    /// </summary>
    private static readonly Dictionary<string, string> OfPyTorch = new()
    {
        ["MALLOC_MMAP_MAX_"] = "0",
        ["MALLOC_TRIM_THRESHOLD_"] = "17179869184",
        ["MALLOC_TOP_PAD_"] = "1073741824",
        ["OMP_WAIT_POLICY"] = "PASSIVE",
    };

    /// <summary>Sets those of this process; to be called before any of the libraries is loaded.</summary>
    public static void Apply()
    {
        // The runtime's own variables are a copy that native code does not see.
        if (!OperatingSystem.IsLinux()) return;
        foreach ((string name, string value) in OfVectors.Concat(OfOpenMp)) _ = SetVariable(name, value, overwrite: 0);
    }

    /// <summary>Sets those of a process of PyTorch.</summary>
    public static void Apply(IDictionary<string, string?> environment)
    {
        foreach ((string name, string value) in OfVectors.Concat(OfPyTorch)) environment.TryAdd(name, value);
    }

    /// <summary>What is set, as the report says it.</summary>
    public static string Describe() =>
        string.Join(", ", OfVectors.Concat(OfOpenMp).Concat(OfPyTorch).Select(variable => $"{variable.Key}={Environment.GetEnvironmentVariable(variable.Key) ?? variable.Value}"));

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}

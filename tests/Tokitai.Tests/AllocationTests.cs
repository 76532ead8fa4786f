using System;
using System.Globalization;
using Tokitai.Tests.Models;
using Tokitai.Tests.Probe;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests;

/// <summary>A warm pass allocates nothing: on the calling thread, and (in a process of its own, where nobody else allocates) on any.</summary>
public sealed class AllocationTests
{
    [Fact]
    public void Training_allocates_nothing_on_the_calling_thread()
    {
        using var dense = new AllocationRun<ProbeModel>();
        using var mixture = new AllocationRun<ProbeMoe>();
        using var recomputed = new AllocationRun<RecomputedMixtures>();
        Assert.Equal(0, dense.MeasureTraining(GC.GetAllocatedBytesForCurrentThread));
        Assert.Equal(0, mixture.MeasureTraining(GC.GetAllocatedBytesForCurrentThread));
        Assert.Equal(0, recomputed.MeasureTraining(GC.GetAllocatedBytesForCurrentThread));
    }

    [Fact]
    public void Inference_allocates_nothing_on_the_calling_thread()
    {
        using var dense = new AllocationRun<ProbeModel>();
        using var mixture = new AllocationRun<ProbeMoe>();
        Assert.Equal(0, dense.MeasureInference(GC.GetAllocatedBytesForCurrentThread));
        Assert.Equal(0, mixture.MeasureInference(GC.GetAllocatedBytesForCurrentThread));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("3")]
    public void A_whole_process_allocates_nothing(string threads)
    {
        string[] lines = ProbeProcess.Run("allocations", "TOKITAI_NUM_THREADS", threads);
        Assert.Equal($"{threads} threads", lines[0].Split(", ")[1]);
        Assert.Equal(0, long.Parse(lines[1], CultureInfo.InvariantCulture));
        Assert.Equal(0, long.Parse(lines[2], CultureInfo.InvariantCulture));
    }
}

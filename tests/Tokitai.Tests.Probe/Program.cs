using System;
using System.Globalization;
using Tokitai;
using Tokitai.Tests.Probe;

// Tests start this program with other vector widths and thread counts. It prints what it runs with, and then
//   hash         the bits of everything that a short training run computes
//   allocations  bytes that warm training and warm inference allocate, on all threads
Console.WriteLine($"{TokitaiRuntime.InstructionSet}, {TokitaiRuntime.ThreadCount} threads");
if (args is ["allocations"])
{
    using var dense = new AllocationRun<ProbeModel>();
    using var mixture = new AllocationRun<ProbeMoe>();
    Func<long> allocated = () => GC.GetTotalAllocatedBytes(precise: true);
    Console.WriteLine((dense.MeasureTraining(allocated) + mixture.MeasureTraining(allocated)).ToString(CultureInfo.InvariantCulture));
    Console.WriteLine((dense.MeasureInference(allocated) + mixture.MeasureInference(allocated)).ToString(CultureInfo.InvariantCulture));
}
else
{
    Console.WriteLine(ProbeRun.Hash());
}

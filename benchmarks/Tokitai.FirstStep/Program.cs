using System;
using System.Diagnostics;
using Tokitai;
using Tokitai.Benchmarks.Roofline;

// How long a program takes from its start to the end of its first training step: the baseline with 8 blocks, batch 32. Each run of the
// process is one measurement.
const int Batch = 32;
Process process = Process.GetCurrentProcess();
using TinyDense8 model = new(1);
using Workspace<TinyDense8> workspace = TinyDense8.CreateWorkspace(Batch);
using var optimizer = new AdamW<TinyDense8>(model, 1e-5f);
var input = new float[Batch * TinyDense8.InputSize];
var labels = new int[Batch];
var outputGradient = new float[Batch * TinyDense8.OutputSize];
Objective objective = Objective.CrossEntropy(TinyDense8.OutputSize);
var random = new PhiloxRandom(1);
foreach (ref float value in input.AsSpan()) value = (2 * random.NextSingle()) - 1;
foreach (ref int label in labels.AsSpan()) label = random.NextInt32(TinyDense8.OutputSize);
TimeSpan drawn = DateTime.Now - process.StartTime;

double first = Step(), second = Step(), third = Step();

// A JIT is told where the assemblies lie; a native program has none.
string build = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is null ? "Ahead of time" : "JIT";
Console.WriteLine(FormattableString.Invariant(
    $"{build}, {TokitaiRuntime.InstructionSet}: {TinyDense8.ParameterCount:N0} parameters are drawn {drawn.TotalMilliseconds:F0} ms after the start of the process;"));
Console.WriteLine(FormattableString.Invariant(
    $"the first step ends after {drawn.TotalMilliseconds + first:F0} ms; it takes {first:F0} ms, the next ones {second:F0} and {third:F0} ms."));

double Step()
{
    long start = Stopwatch.GetTimestamp();
    objective.Evaluate(model.Forward(input, workspace), labels, outputGradient);
    model.BackwardAndUpdate(outputGradient, optimizer, workspace);
    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}

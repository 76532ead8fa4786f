using System;
using BenchmarkDotNet.Running;
using Tokitai.Benchmarks;
using Tokitai.Benchmarks.Layout;
using Tokitai.Benchmarks.Mixtures;
using Tokitai.Benchmarks.Roofline;

switch (args is [string command, ..] ? command : "")
{
    case "layout":
        LayoutReport.Run();
        return 0;
    case "roofline":
        return RooflineReport.Run(args[1..]);
    case "kernels":
        BenchmarkRunner.Run<KernelBenchmarks>(args: args[1..]);
        return 0;
    case "products":
        ProductReport.Run();
        return 0;
    case "mixtures":
        MixtureReport.Run();
        return 0;
    default:
        Console.WriteLine("""
            Usage: dotnet run -c Release --project benchmarks/Tokitai.Benchmarks -- COMMAND
              layout     the candidates for the memory layout of weights: three products, batch 1, 8, 32, 512, one thread
              roofline [PART ...] [--threads N] [--quick] [--json FILE]
                         every primitive and whole passes beside the limits of the machine and the same work in OpenBLAS, oneDNN and
                         PyTorch; parts: square, dense, vector, primitives, passes (all of these without any), others (the
                         primitives without a target), step (the fused step at batch 32 alone), recompute (passes whose
                         blocks run again on the way back), full (0.7B parameters, 9 GB)
              kernels    single kernels under BenchmarkDotNet, whose options may follow
              products   the products of the runtime as they are, at batch 32 and 512, one thread and all threads
              mixtures   forward and backward of two of eight experts beside two of four
            """);
        return 2;
}

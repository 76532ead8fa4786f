using System;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

internal static unsafe class LinearInputGradient
{
    public static long ScratchLength(int widest, int maxBatch) => 0; public static void Run(WorkerPool pool, SimdLevel simd, int batch, int inputs, int outputs, float* outputGradient, float* weight, float* scratch, float* inputGradient) => throw new NotImplementedException();
}

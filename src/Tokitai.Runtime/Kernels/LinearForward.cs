using System;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

internal static unsafe class LinearForward
{
    public static void Run(WorkerPool pool, SimdLevel simd, int batch, int inputs, int outputs, float* input, float* weight, float* bias, float* output) => throw new NotImplementedException();
}

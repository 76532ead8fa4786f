using System;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

internal static unsafe class LayerNormForward
{
    public static void Run(WorkerPool pool, SimdLevel simd, int batch, int features, ActivationKind activation, float epsilon, float* weight, float* bias, float* input, float* statistics, float* output) => throw new NotImplementedException();
}

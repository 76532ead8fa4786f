using System;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

internal static unsafe class ActivationForward
{
    public static void Run(WorkerPool pool, SimdLevel simd, int batch, int features, ActivationKind activation, float* input, float* output) => throw new NotImplementedException();
}

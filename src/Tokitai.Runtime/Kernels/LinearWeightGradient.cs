using System;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

internal static unsafe class LinearWeightGradient
{
    public static void Run(WorkerPool pool, SimdLevel simd, int batch, int inputs, int outputs, float* input, float* outputGradient, GradientSink weight, GradientSink bias) => throw new NotImplementedException();
}

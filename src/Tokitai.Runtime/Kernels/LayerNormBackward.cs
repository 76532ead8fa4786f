using System;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

internal static unsafe class LayerNormBackward
{
    public static void Run(WorkerPool pool, SimdLevel simd, int batch, int features, ActivationKind activation, float* weight, float* bias, float* input, float* statistics, float* gradient, GradientSink weightSink, GradientSink biasSink) => throw new NotImplementedException();
}

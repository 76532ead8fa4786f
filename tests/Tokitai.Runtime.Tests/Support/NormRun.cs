using Tokitai.Kernels;
using Tokitai.Simd;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Support;

/// <summary>One norm with the activation behind it, run through the kernels from and to row-major arrays.</summary>
internal sealed unsafe record NormRun(NormKind Norm, ActivationKind Activation, int Batch, int Features)
{
    public float Epsilon { get; init; } = 1e-5f;

    public bool HasBias => Norm == NormKind.Layer;

    public float[] Forward(WorkerPool pool, SimdLevel simd, float[] x, float[] w, float[] b)
    {
        using Panels input = new(x, Batch, Features), statistics = new(Batch, 1), output = new(Batch, Features);
        using PackedTensor weight = PackedTensor.Vector(Features, w), bias = PackedTensor.Vector(Features, HasBias ? b : null);
        Forward(pool, simd, weight, bias, input, statistics, output);
        Assert.True(output.PaddingIsZero());
        return output.ToRows();
    }

    /// <summary>Input gradient, weight gradient and (empty without a bias) bias gradient.</summary>
    public (float[] Input, float[] Weight, float[] Bias) Backward(WorkerPool pool, SimdLevel simd, float[] x, float[] w, float[] b, float[] dy)
    {
        using Panels input = new(x, Batch, Features), statistics = new(Batch, 1), output = new(Batch, Features);
        using Panels gradient = new(dy, Batch, Features), scratch = new(1, (int)NormBackward.ScratchLength(Features, Batch));
        using PackedTensor weight = PackedTensor.Vector(Features, w), bias = PackedTensor.Vector(Features, HasBias ? b : null);
        using PackedTensor dw = PackedTensor.Vector(Features), db = PackedTensor.Vector(Features);
        Forward(pool, simd, weight, bias, input, statistics, output);
        Backward(
            pool, simd, weight, bias, input, statistics, gradient, scratch,
            new GradientSink(dw.Pointer, false), new GradientSink(db.Pointer, false));
        return (gradient.ToRows(), dw.ToArray(), HasBias ? db.ToArray() : []);
    }

    public void Forward(WorkerPool pool, SimdLevel simd, PackedTensor weight, PackedTensor bias, Panels input, Panels statistics, Panels output) =>
        NormForward.Run(
            pool, simd, Batch, Features, Norm, Activation, Epsilon,
            weight.Pointer, HasBias ? bias.Pointer : null, input.Pointer, statistics.Pointer, output.Pointer);

    public void Backward(
        WorkerPool pool, SimdLevel simd, PackedTensor weight, PackedTensor bias, Panels input, Panels statistics, Panels gradient, Panels scratch,
        GradientSink weightSink, GradientSink biasSink) =>
        NormBackward.Run(
            pool, simd, Batch, Features, Norm, Activation,
            weight.Pointer, HasBias ? bias.Pointer : null, input.Pointer, statistics.Pointer, gradient.Pointer, scratch.Pointer,
            weightSink, HasBias ? biasSink : default);
}

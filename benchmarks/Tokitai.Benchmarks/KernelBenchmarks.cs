using BenchmarkDotNet.Attributes;
using Tokitai.Kernels;
using Tokitai.Memory;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Benchmarks;

/// <summary>Single kernels on one thread, on data that stays in the caches.</summary>
public unsafe class KernelBenchmarks
{
    private const int Features = 1024;

    private readonly WorkerPool _pool = new(1);
    private readonly SimdLevel _simd = SimdDispatch.Level;
    private float* _input;
    private float* _output;
    private float* _weight;
    private float* _vectors;
    private float* _statistics;
    private float* _scratch;

    [Params(1, 32, 128)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int stride = PackedLayout.BatchStride(Batch);
        _input = Take((long)Features * stride);
        _output = Take((long)Features * stride);
        _weight = Take(PackedLayout.WeightLength(Features, Features));
        _vectors = Take(4 * Features);
        _statistics = Take(16L * stride);
        _scratch = Take(LinearInputGradient.ScratchLength(Features, Batch));
    }

    [Benchmark]
    public void Forward() => LinearForward.Run(_pool, _simd, Batch, Features, Features, _input, _weight, _vectors, _output);

    [Benchmark]
    public void InputGradient() => LinearInputGradient.Run(_pool, _simd, Batch, Features, Features, _input, _weight, _scratch, _output);

    [Benchmark]
    public void WeightGradient() => LinearWeightGradient.Run(
        _pool, _simd, Batch, Features, Features, _input, _output, new GradientSink(_weight, false), new GradientSink(_vectors, false));

    [Benchmark]
    public void LayerNorm() => NormForward.Run(
        _pool, _simd, Batch, Features, NormKind.Layer, ActivationKind.None, 1e-5f, _vectors, _vectors + Features, _input, _statistics, _output);

    [Benchmark]
    public void LayerNormWithGelu() => NormForward.Run(
        _pool, _simd, Batch, Features, NormKind.Layer, ActivationKind.Gelu, 1e-5f, _vectors, _vectors + Features, _input, _statistics, _output);

    [Benchmark]
    public void Gelu() => ActivationForward.Run(_pool, _simd, Batch, Features, ActivationKind.Gelu, _input, _output);

    /// <summary>Memory for the length of the process.</summary>
    private static float* Take(long length)
    {
        AlignedBuffer buffer = Roofline.Bench.Fill(length);
        return buffer.Lease(buffer).Pointer;
    }
}

using System;
using Tokitai.Kernels;
using Tokitai.Memory;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>What is not a product, on a number of samples of 1,024 features.</summary>
internal sealed unsafe class PrimitiveWork : IDisposable
{
    /// <summary>Features of a sample, and classes of a loss.</summary>
    public const int Features = 1024;

    private readonly WorkerPool _pool;
    private readonly SimdLevel _simd = SimdDispatch.Level;
    private readonly AlignedBuffer _input;
    private readonly AlignedBuffer _output;
    private readonly AlignedBuffer _statistics;
    private readonly AlignedBuffer _vectors = Bench.Fill(4 * Features);
    private readonly AlignedBuffer _scratch;

    // The derivative works in place, again and again: where it is 1, values stay what they are and do not end in subnormals.
    private readonly AlignedBuffer _saturated;
    private readonly float[] _logits;
    private readonly float[] _gradient;
    private readonly int[] _labels;
    private readonly Objective _objective = Objective.CrossEntropy(Features);

    /// <param name="pool">Threads to work with.</param>
    /// <param name="rows">The samples: a multiple of 32 where they are copied in blocks.</param>
    public PrimitiveWork(WorkerPool pool, int rows)
    {
        _pool = pool;
        Rows = rows;
        long stride = PackedLayout.BatchStride(rows);
        _input = Bench.Fill(Features * stride);
        _output = Bench.Fill(Features * stride);
        _statistics = Bench.Fill(PackedLayout.PanelRows * stride);
        _saturated = Bench.Fill(Features * stride, 8);
        _scratch = Bench.Fill(NormBackward.ScratchLength(Features, rows));
        _logits = new float[rows * Features];
        _gradient = new float[_logits.Length];
        _labels = new int[rows];
        for (int row = 0; row < rows; row++) _labels[row] = row % Features;
        for (int i = 0; i < _logits.Length; i++) _logits[i] = i % 97 / 10f;
        _objective.Pool = pool;
    }

    /// <summary>The samples.</summary>
    public int Rows { get; }

    /// <summary>Bytes of the samples' features, read once and written once.</summary>
    public double Bytes => 2.0 * sizeof(float) * Rows * Features;

    public void LayerNorm() => Norm(NormKind.Layer);

    public void LayerNormBackward() => NormGradient(NormKind.Layer);

    public void RmsNorm() => Norm(NormKind.Rms);

    public void RmsNormBackward() => NormGradient(NormKind.Rms);

    private void Norm(NormKind norm)
    {
        using BufferLease x = _input.Lease(_input), y = _output.Lease(_output), s = _statistics.Lease(_statistics), v = _vectors.Lease(_vectors);
        NormForward.Run(
            _pool, _simd, Rows, Features, norm, ActivationKind.None, 1e-5f, v.Pointer, norm == NormKind.Layer ? v.Pointer + Features : null, x.Pointer, s.Pointer, y.Pointer);
    }

    private void NormGradient(NormKind norm)
    {
        using BufferLease x = _input.Lease(_input), y = _output.Lease(_output), s = _statistics.Lease(_statistics), v = _vectors.Lease(_vectors), t = _scratch.Lease(_scratch);
        float* vectors = v.Pointer;
        NormBackward.Run(
            _pool, _simd, Rows, Features, norm, ActivationKind.None, vectors, norm == NormKind.Layer ? vectors + Features : null, x.Pointer, s.Pointer, y.Pointer, t.Pointer,
            new GradientSink(vectors + (2 * Features), false), norm == NormKind.Layer ? new GradientSink(vectors + (3 * Features), false) : default);
    }

    public void Gelu() => Activate(ActivationKind.Gelu);

    public void GeluBackward() => ActivateBackward(ActivationKind.Gelu);

    public void Activate(ActivationKind activation)
    {
        using BufferLease x = _input.Lease(_input), y = _output.Lease(_output);
        ActivationForward.Run(_pool, _simd, Rows, Features, activation, x.Pointer, y.Pointer);
    }

    public void ActivateBackward(ActivationKind activation)
    {
        using BufferLease x = _saturated.Lease(_saturated), y = _output.Lease(_output);
        ActivationBackward.Run(_pool, _simd, Rows, Features, activation, x.Pointer, y.Pointer);
    }

    public void Dropout()
    {
        using BufferLease x = _input.Lease(_input), y = _output.Lease(_output);
        DropoutMask.Apply(_pool, Rows, Features, 0.1f, key: 1, firstSample: 0, samples: null, x.Pointer, y.Pointer);
    }

    public void Add()
    {
        using BufferLease x = _input.Lease(_input), y = _output.Lease(_output);
        ResidualSum.Add(_pool, _simd, Rows, Features, x.Pointer, y.Pointer);
    }

    public void CrossEntropy() => _objective.Evaluate(_logits, _labels, _gradient);

    /// <summary>Copies the input in LayerNorm's order.</summary>
    public void CopyInBlocks()
    {
        using BufferLease x = _input.Lease(_input), y = _output.Lease(_output);
        BlockwiseCopy.Run(_pool, _simd, Rows, Features, x.Pointer, y.Pointer);
    }

    /// <summary>Copies the logits to where their gradient goes, past the caches.</summary>
    public void CopyLogits(Limits limits)
    {
        fixed (float* from = _logits, to = _gradient)
        {
            // What lies before the first whole line and behind the last is left out.
            float* first = (float*)(((nint)to + 63) & ~(nint)63);
            long whole = 128L * _pool.ThreadCount;
            limits.Copy(from, first, (_logits.Length - PackedLayout.PanelRows) / whole * whole);
        }
    }

    public void Dispose()
    {
        foreach (AlignedBuffer buffer in (ReadOnlySpan<AlignedBuffer>)[_input, _output, _statistics, _vectors, _scratch, _saturated]) buffer.Dispose();
    }
}

using System;
using System.Collections.Generic;
using Tokitai.Benchmarks.Peers;
using Tokitai.Kernels;
using Tokitai.Memory;
using Tokitai.Simd;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>The three matrix products, with whatever is transposed on their way, on weights that come from memory. Activations stay packed, as between layers.</summary>
internal static unsafe class ProductRows
{
    /// <summary>Bytes that the weights are cycled through: more than the last cache level.</summary>
    private static readonly long CycledBytes = Math.Max(128L << 20, ProcessorCaches.WholeLastLevel * 5L / 4);

    /// <summary>Up to this batch the memory takes about as long as the multiply-adds, and what both allow together is measured, too.</summary>
    private const int MemoryBoundBatch = 32;

    public static void Square(Bench bench)
    {
        bench.Tile();
        Layer(bench, 2048, 2048, 2048, new(0.92, 1), default, default);
    }

    public static void Dense(Bench bench)
    {
        (int Batch, Target Forward, Target Weight)[] targets = [(512, new(0.92, 1), new(0.88, 1)), (128, new(0.90, 1), new(0.84, 1)), (32, new(0.88, 1.15), new(0.78, 1.15))];
        foreach ((int batch, Target forward, Target weight) in targets)
        {
            // Shares are asked of one thread; two threads are asked for their ratio.
            bool asked = bench.Threads == 1;
            Layer(bench, batch, 1024, 4096, asked ? forward : default, asked ? forward : default, asked ? weight : default);
            Layer(bench, batch, 4096, 1024, asked ? forward : default, asked ? forward : default, asked ? weight : default);
        }
    }

    /// <summary>Matrix times vector: bytes of the weights, from memory and from the last cache level.</summary>
    public static void Vector(Bench bench)
    {
        using var fromMemory = new Operands(bench, 1, 1024, 4096, CycledBytes);
        using OneDnnLayer? far = bench.LayerOfOneDnn(1, 1024, 4096, fromMemory.Copies);
        bench.Read(
            "batch 1, 1024 -> 4096, from memory", fromMemory.WeightBytes, 0.85, fromMemory.Forward,
            [.. bench.Multiply(fromMemory.ForwardBy), .. bench.Multiply(far, layer => layer.Forward())]);
        using var cached = new Operands(bench, 1, 1024, 4096, 0);
        using OneDnnLayer? near = bench.LayerOfOneDnn(1, 1024, 4096, 1);
        bench.ReadAgain(
            "batch 1, 1024 -> 4096, from the last cache level", cached.Weights, cached.WeightBytes / sizeof(float), new(null, 1.3), cached.Forward,
            [.. bench.Multiply(cached.ForwardBy), .. bench.Multiply(near, layer => layer.Forward())]);
    }

    private static void Layer(Bench bench, int batch, int inputs, int outputs, Target forward, Target inputGradient, Target weightGradient)
    {
        using var operands = new Operands(bench, batch, inputs, outputs, CycledBytes);
        double operations = 2.0 * batch * inputs * outputs;
        string shape = $"batch {batch}, {inputs} -> {outputs}";
        using StreamingTile? floor = batch <= MemoryBoundBatch ? new StreamingTile(bench, batch) : null;
        Contestant[] Floor(Action<StreamingTile> run) => floor is null ? [] : [Bench.Own("tile and stream", () => run(floor))];
        using OneDnnLayer? layer = bench.LayerOfOneDnn(batch, inputs, outputs, operands.Copies);
        bench.Compute(
            $"forward, {shape}", operations, forward, operands.Forward,
            [.. Floor(operands.ReadWeights), .. bench.Multiply(operands.ForwardBy), .. bench.Multiply(layer, one => one.Forward())]);
        bench.Compute(
            $"dX, {shape}", operations, inputGradient, operands.InputGradient,
            [.. Floor(operands.ReadWeights), .. bench.Multiply(operands.InputGradientBy), .. bench.Multiply(layer, one => one.InputGradient())]);
        bench.Compute(
            $"dW, {shape}", operations, weightGradient, operands.WeightGradient,
            [.. Floor(operands.WriteWeights), .. bench.Multiply(operands.WeightGradientBy), .. bench.Multiply(layer, one => one.WeightGradient())]);
    }

    /// <summary>Memory of one layer; contestants share it, in whatever order they want their numbers.</summary>
    private sealed class Operands : IDisposable
    {
        private readonly Bench _bench;
        private readonly int _batch;
        private readonly int _inputs;
        private readonly int _outputs;
        private readonly int _copies;
        private readonly bool _streams;
        private readonly List<AlignedBuffer> _buffers = [];
        private readonly float* _weights;
        private readonly float* _x;
        private readonly float* _y;
        private readonly float* _result;
        private readonly float* _bias;
        private readonly float* _scratch;
        private int _turn;

        public Operands(Bench bench, int batch, int inputs, int outputs, long cycledBytes)
        {
            (_bench, _batch, _inputs, _outputs) = (bench, batch, inputs, outputs);
            _copies = (int)Math.Max(1, cycledBytes / WeightBytes);
            _streams = CoreTuning.Current.Streams(_copies * PackedLayout.WeightLength(outputs, inputs));
            int stride = PackedLayout.BatchStride(batch);
            _weights = Take(_copies * PackedLayout.WeightLength(outputs, inputs));
            _x = Take((long)inputs * stride);
            _y = Take((long)outputs * stride);
            _result = Take((long)Math.Max(inputs, outputs) * stride);
            _bias = Take(outputs);
            _scratch = Take(LinearInputGradient.ScratchLength(Math.Max(inputs, outputs), batch));
        }

        public float* Weights => _weights;

        /// <summary>How many weights the products cycle through.</summary>
        public int Copies => _copies;

        public long WeightBytes => sizeof(float) * (long)_inputs * _outputs;

        public void Forward() => LinearForward.Run(_bench.Pool, _bench.Simd, _batch, _inputs, _outputs, _x, Next(), _bias, _result);

        public void InputGradient() =>
            LinearInputGradient.Run(_bench.Pool, _bench.Simd, _batch, _inputs, _outputs, _y, Next(), _scratch, _result);

        public void WeightGradient() => LinearWeightGradient.Run(
            _bench.Pool, _bench.Simd, _batch, _inputs, _outputs, _x, _y, new GradientSink(Next(), false, _streams), new GradientSink(_bias, false));

        public void ForwardBy(IProductPeer peer) => peer.Multiply(false, true, _batch, _outputs, _inputs, _x, Next(), _result);

        public void InputGradientBy(IProductPeer peer) => peer.Multiply(false, false, _batch, _inputs, _outputs, _y, Next(), _result);

        public void WeightGradientBy(IProductPeer peer) => peer.Multiply(true, false, _outputs, _inputs, _batch, _y, _x, Next());

        public void ReadWeights(StreamingTile tile) => tile.Read(Next(), (long)_inputs * _outputs);

        public void WriteWeights(StreamingTile tile) => tile.Write(Next(), (long)_inputs * _outputs);

        public void Dispose() => _buffers.ForEach(buffer => buffer.Dispose());

        private float* Next() => _weights + (PackedLayout.WeightLength(_outputs, _inputs) * (_turn++ % _copies));

        private float* Take(long length)
        {
            AlignedBuffer buffer = Bench.Fill(length);
            _buffers.Add(buffer);

            // The buffer lives as long as this object.
            using BufferLease lease = buffer.Lease(buffer);
            return lease.Pointer;
        }
    }
}

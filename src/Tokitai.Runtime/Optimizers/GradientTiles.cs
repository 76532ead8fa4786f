using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tokitai.Kernels;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Optimizers;

/// <summary>
/// The norm of all gradients of a model, with the same bits for every vector width and any number of threads: the gradients are
/// cut into tiles, the same whether they lie in memory or come from the kernels run by run; each tile has a slot for its sum of squares;
/// and the slots are added in order.
/// </summary>
/// <remarks>
/// A tile is at most 256 lines of one panel: what the product of a weight gradient finishes at a time. A vector (bias, norm) lies
/// like a weight with one input, so each of its lines of 16 is a tile.
/// </remarks>
internal sealed unsafe class GradientTiles : UpdateRule
{
    /// <summary>Floats of a tile of full size.</summary>
    private const int TileLength = 256 * PackedLayout.PanelRows;

    /// <summary>Tiles of a task: from 4 KB of vectors to 1 MB of weights, which threads share as they get done.</summary>
    private const int TaskTiles = 64;

    private readonly Tensor[] _tensors;
    private readonly double[] _slots;
    private SimdLevel _simd;

    /// <summary>Takes the memory of the slots: 8 bytes for a tile, 1/2048 of the memory of large weights.</summary>
    /// <param name="info">The model.</param>
    public GradientTiles(ModelInfo info)
    {
        _tensors = new Tensor[info.Tensors.Count];
        int slots = 0;
        for (int i = 0; i < _tensors.Length; i++)
        {
            TensorInfo tensor = info.Tensors[i];
            int inputs = tensor.Kind == TensorKind.LinearWeight ? tensor.Shape[1] : 1;
            long panelLength = PackedLayout.PanelDistance(inputs);
            int panelTiles = (int)((panelLength + TileLength - 1) / TileLength);
            int tiles = checked((int)(tensor.PackedLength / panelLength * panelTiles));
            _tensors[i] = new Tensor(tensor.Offset, panelLength, panelTiles, slots, tiles);
            slots = checked(slots + tiles);
        }

        _slots = new double[slots];
    }

    /// <summary>Number of tasks that threads share.</summary>
    public int TaskCount => (_slots.Length + TaskTiles - 1) / TaskTiles;

    /// <summary>The root of the sum of what has been measured.</summary>
    public double Norm
    {
        get
        {
            double sum = 0;
            foreach (double slot in _slots) sum += slot;
            return Math.Sqrt(sum);
        }
    }

    /// <summary>Forgets what has been measured: a tile that nobody hands in counts as zero.</summary>
    /// <param name="simd">The vector width of what follows.</param>
    public void Clear(SimdLevel simd)
    {
        _simd = simd;
        Array.Clear(_slots);
    }

    /// <summary>Measures gradients that lie in memory.</summary>
    /// <param name="pool">The threads that work.</param>
    /// <param name="simd">The vector width.</param>
    /// <param name="gradients">First float of the packed gradients.</param>
    public void Measure(WorkerPool pool, SimdLevel simd, float* gradients)
    {
        _simd = simd;

        // The job lies on this thread's stack until the pool has returned, so a raw pointer to it stays valid, and the
        // garbage collector sees the reference in it.
        var job = new Job(this, gradients);
        pool.Run(TaskCount, &RunTask, Unsafe.AsPointer(ref job));
    }

    /// <summary>Measures a run of whole tiles.</summary>
    public override void Update(long offset, long length, float* gradient, TensorKind kind, Lookahead ahead)
    {
        ref readonly Tensor tensor = ref _tensors[TensorOfOffset(offset)];
        long panel = Math.DivRem(offset - tensor.Offset, tensor.PanelLength, out long inside);
        int tile = checked((int)((panel * tensor.PanelTiles) + (inside / TileLength)));
        Debug.Assert(tensor.TileOffset(tile) == offset, "A run starts inside of a tile.");
        for (long done = 0; done < length; tile++)
        {
            int tileLength = tensor.LengthOf(tile);
            Debug.Assert(done + tileLength <= length, "A run ends inside of a tile.");
            _slots[tensor.FirstSlot + tile] = SumOfSquares.Of(gradient + done, tileLength, _simd);
            done += tileLength;
        }
    }

    private static void RunTask(void* state, int task)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        GradientTiles tiles = job.Tiles;
        int slot = task * TaskTiles, end = Math.Min(tiles._slots.Length, slot + TaskTiles);
        for (int i = tiles.TensorOfSlot(slot); slot < end; i++)
        {
            ref readonly Tensor tensor = ref tiles._tensors[i];
            int tensorEnd = Math.Min(end, tensor.FirstSlot + tensor.Tiles);
            for (; slot < tensorEnd; slot++)
            {
                int tile = slot - tensor.FirstSlot;
                tiles._slots[slot] = SumOfSquares.Of(job.Gradients + tensor.TileOffset(tile), tensor.LengthOf(tile), tiles._simd);
            }
        }
    }

    /// <summary>The tensor that a float of the packed gradients belongs to: the last one that does not start behind it.</summary>
    private int TensorOfOffset(long offset)
    {
        int low = 0, high = _tensors.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_tensors[middle].Offset <= offset) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    private int TensorOfSlot(int slot)
    {
        int low = 0, high = _tensors.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_tensors[middle].FirstSlot <= slot) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    /// <summary>How a tensor is cut.</summary>
    /// <param name="Offset">First float of the tensor.</param>
    /// <param name="PanelLength">Floats of a panel.</param>
    /// <param name="PanelTiles">Tiles of a panel.</param>
    /// <param name="FirstSlot">Slot of its first tile.</param>
    /// <param name="Tiles">Number of its tiles.</param>
    private readonly record struct Tensor(long Offset, long PanelLength, int PanelTiles, int FirstSlot, int Tiles)
    {
        public long TileOffset(int tile) =>
            Offset + (tile / PanelTiles * PanelLength) + (tile % PanelTiles * (long)TileLength);

        public int LengthOf(int tile) => (int)Math.Min(TileLength, PanelLength - (tile % PanelTiles * (long)TileLength));
    }

    private readonly struct Job(GradientTiles tiles, float* gradients)
    {
        public readonly GradientTiles Tiles = tiles;
        public readonly float* Gradients = gradients;
    }
}

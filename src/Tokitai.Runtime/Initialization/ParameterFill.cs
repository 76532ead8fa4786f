using System;
using System.Runtime.CompilerServices;
using Tokitai.Kernels;
using Tokitai.Memory;
using Tokitai.Threading;

namespace Tokitai.Initialization;

/// <summary>
/// Draws the initial parameters straight into the packed layout: weights and biases of linear layers uniform in
/// <c>±1/sqrt(inputs)</c>, norm weights 1, norm biases 0.
/// </summary>
/// <remarks>
/// Element e of tensor t in canonical order (<c>e = output * inputs + input</c> of a weight) takes word e of sequence t: its
/// value depends on (seed, t, e, inputs) alone. Layout, threads and other layers do not come in.
/// </remarks>
internal static unsafe class ParameterFill
{
    /// <summary>Inputs that are drawn for all 16 rows of a panel before the next ones.</summary>
    private const int BlockInputs = 256;

    /// <summary>Elements below which a tensor is drawn by the caller: waking threads takes longer.</summary>
    private const int ParallelLength = 1 << 16;

    /// <summary>Fills a set that is all zero; the padding stays so.</summary>
    public static void Run(TensorSet parameters, ulong seed, WorkerPool pool)
    {
        using BufferLease lease = parameters.Buffer.Lease(parameters);
        foreach (TensorInfo tensor in parameters.Info.Tensors)
        {
            float* packed = lease.Pointer + tensor.Offset;
            switch (tensor.Kind)
            {
                case TensorKind.LinearWeight:
                    Weight(new Draw(packed, tensor, seed), pool);
                    break;
                case TensorKind.LinearBias:
                    Uniform(new Draw(packed, tensor, seed), packed, 1, 0, tensor.Shape[0]);
                    break;
                case TensorKind.NormWeight:
                    new Span<float>(packed, tensor.Shape[0]).Fill(1);
                    break;
                case TensorKind.NormBias:
                    break;
                default:
                    throw new NotSupportedException($"'{tensor.Name}' is a {tensor.Kind}: nothing is known about its initial values.");
            }
        }
    }

    private static void Weight(Draw draw, WorkerPool pool)
    {
        int panels = PackedLayout.RoundUp(draw.Outputs) / PackedLayout.PanelRows;
        if ((long)draw.Outputs * draw.Inputs >= ParallelLength) pool.Run(panels, &Panel, &draw);
        else for (int panel = 0; panel < panels; panel++) Panel(&draw, panel);
    }

    private static void Panel(void* state, int panel)
    {
        Draw draw = *(Draw*)state;
        int firstRow = panel * PackedLayout.PanelRows;
        int rows = Math.Min(PackedLayout.PanelRows, draw.Outputs - firstRow);
        // Blocks of inputs: 16 KB of a panel stay in the first-level cache while its 16 rows are drawn one after the other.
        for (int first = 0; first < draw.Inputs; first += BlockInputs)
        {
            int count = Math.Min(BlockInputs, draw.Inputs - first);
            float* part = draw.Packed + PackedLayout.LineOffset(draw.Inputs, panel, first);
            for (int row = 0; row < rows; row++)
            {
                Uniform(draw, part + row, PackedLayout.PanelRows, ((long)(firstRow + row) * draw.Inputs) + first, count);
            }
        }
    }

    /// <summary>Draws the elements <paramref name="element"/> and on, and stores them <paramref name="stride"/> floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Uniform(in Draw draw, float* destination, int stride, long element, int count)
    {
        float scale = draw.Scale;
        while (count > 0)
        {
            PhiloxBlock words = Philox4x32.Generate(draw.Seed, PhiloxStream.Parameters, draw.Tensor, (ulong)element >> 2);
            int skip = (int)element & 3;
            if (skip == 0 && count >= 4)
            {
                destination[0] = Symmetric(words.X0) * scale;
                destination[stride] = Symmetric(words.X1) * scale;
                destination[2 * stride] = Symmetric(words.X2) * scale;
                destination[3 * stride] = Symmetric(words.X3) * scale;
                destination += 4 * stride;
                element += 4;
                count -= 4;
                continue;
            }

            // A row of a weight may begin and end within a block of four.
            for (; skip < 4 && count > 0; skip++)
            {
                *destination = Symmetric(words[(ulong)skip]) * scale;
                destination += stride;
                element++;
                count--;
            }
        }
    }

    /// <summary>The odd integers of magnitude below 2^24 with equal chances: exact in float32, symmetric, never 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Symmetric(uint word) => (int)(((word >> 8) << 1) | 1) - (1 << 24);

    /// <summary>What the workers share about one tensor.</summary>
    private readonly struct Draw(float* packed, TensorInfo tensor, ulong seed)
    {
        public readonly float* Packed = packed;
        public readonly ulong Seed = seed;
        public readonly uint Tensor = (uint)tensor.Index;
        public readonly int Outputs = tensor.Shape[0];
        public readonly int Inputs = tensor.Inputs;

        /// <summary>The bound over 2^24.</summary>
        public readonly float Scale = (float)(1 / Math.Sqrt(tensor.Inputs)) * (1f / (1 << 24));
    }
}

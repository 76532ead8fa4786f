using System;
using System.Linq;
using Tokitai.Memory;
using Tokitai.Optimizers;

namespace Tokitai.Tests.Support;

/// <summary>
/// Hands finished gradients on as the backward kernels do: last tensor first; a weight in runs of one panel and up to 256 inputs; a
/// bias in runs of 16; a norm whole; each run in memory that is used again for the next one.
/// </summary>
internal static unsafe class KernelRuns
{
    private const int Line = 16, BlockInputs = 256;

    public static void Send(TensorSet gradients, UpdateRule sink)
    {
        using BufferLease source = gradients.Buffer.Lease(gradients);
        float* memory = stackalloc float[Line * BlockInputs];
        foreach (TensorInfo tensor in gradients.Info.Tensors.Reverse())
        {
            int panelLength = tensor.Kind switch
            {
                TensorKind.LinearWeight => Line * tensor.Shape[1],
                TensorKind.LinearBias => Line,
                _ => (int)tensor.PackedLength,
            };
            for (long panel = 0; panel < tensor.PackedLength; panel += panelLength)
            {
                for (int inside = 0; inside < panelLength; inside += Line * BlockInputs)
                {
                    int length = Math.Min(Line * BlockInputs, panelLength - inside);
                    long offset = tensor.Offset + panel + inside;
                    new ReadOnlySpan<float>(source.Pointer + offset, length).CopyTo(new Span<float>(memory, length));
                    sink.Update(offset, length, memory, tensor.Kind, Lookahead.None);
                }
            }
        }
    }
}

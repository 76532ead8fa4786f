using System;
using System.Threading;
using Tokitai.Kernels;
using Tokitai.Optimizers;

namespace Tokitai.Tests.Support;

/// <summary>Writes gradients where they belong, and counts for each line of 16 floats how often it was asked for and updated.</summary>
/// <param name="destination">Takes the gradient of one packed tensor.</param>
/// <param name="offset">Where the tensor begins among the packed parameters.</param>
/// <param name="length">Its packed length in floats.</param>
/// <param name="pieceLines">The most lines that it wants at a time.</param>
internal sealed unsafe class CopyingRule(float* destination, long offset, long length, int pieceLines) : UpdateRule
{
    private readonly nint _destination = (nint)destination;

    public int[] Updates { get; } = new int[length / PackedLayout.PanelRows];

    public int[] Requests { get; } = new int[length / PackedLayout.PanelRows];

    public override int PieceLines => pieceLines;

    public override bool ChangesParameters => true;

    public override void Update(long start, long count, float* gradient, TensorKind kind)
    {
        if (count > (long)pieceLines * PackedLayout.PanelRows) throw new InvalidOperationException($"A piece of {count} floats.");
        new ReadOnlySpan<float>(gradient, (int)count).CopyTo(new Span<float>((float*)_destination + (start - offset), (int)count));
        Count(Updates, start, (int)(count / PackedLayout.PanelRows));
    }

    public override void Prefetch(long start, int lines) => Count(Requests, start, lines);

    private void Count(int[] counts, long start, int lines)
    {
        long first = (start - offset) / PackedLayout.PanelRows;
        for (int line = 0; line < lines; line++) Interlocked.Increment(ref counts[first + line]);
    }
}

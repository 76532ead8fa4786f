using System;
using System.Threading;
using Tokitai.Kernels;
using Tokitai.Optimizers;

namespace Tokitai.Tests.Support;

/// <summary>
/// Writes gradients where they belong, and counts for each line of 16 floats how often it was updated, and how often it was asked for before
/// that.
/// </summary>
/// <param name="destination">Takes the gradient of one packed tensor.</param>
/// <param name="offset">Where the tensor begins among the packed parameters.</param>
/// <param name="length">Its packed length in floats.</param>
internal sealed unsafe class CopyingRule(float* destination, long offset, long length) : UpdateRule
{
    private readonly nint _destination = (nint)destination;
    private int _vainRequests;

    public int[] Updates { get; } = new int[length / PackedLayout.PanelRows];

    public int[] Requests { get; } = new int[length / PackedLayout.PanelRows];

    /// <summary>Requests for what has been updated already, or is no part of the tensor.</summary>
    public int VainRequests => _vainRequests;

    public override bool ChangesParameters => true;

    public override void Update(long start, long count, float* gradient, TensorKind kind, Lookahead ahead)
    {
        new ReadOnlySpan<float>(gradient, (int)count).CopyTo(new Span<float>((float*)_destination + (start - offset), (int)count));
        for (long at = 0; at < count; at += PackedLayout.PanelRows)
        {
            Interlocked.Increment(ref Updates[Line(start + at)]);
            if (ahead.AsksForState) Ask(start + ahead.Distance + (at / PackedLayout.PanelRows * ahead.Step));
        }
    }

    private void Ask(long at)
    {
        long line = Line(at);
        if (line < 0 || line >= Updates.Length || Volatile.Read(ref Updates[line]) > 0) Interlocked.Increment(ref _vainRequests);
        else Interlocked.Increment(ref Requests[line]);
    }

    private long Line(long at) => (at - offset) / PackedLayout.PanelRows;
}

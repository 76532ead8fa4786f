using System;

namespace Tokitai.Losses;

/// <summary>Where the outputs of a head lie in the rows of all outputs, and its targets in those of all targets.</summary>
/// <param name="First">First output.</param>
/// <param name="Size">Number of outputs.</param>
/// <param name="Stride">Outputs of a row.</param>
/// <param name="FirstTarget">First target.</param>
/// <param name="TargetStride">Targets of a row.</param>
internal readonly record struct HeadColumns(int First, int Size, int Stride, int FirstTarget, int TargetStride)
{
    /// <summary>Whether the head has all outputs and as many targets, so that its elements lie one behind the other.</summary>
    public bool AreAll => Size == Stride && Size == TargetStride;

    /// <summary>Copies a run of the outputs, counted as if the head's columns were a matrix of their own.</summary>
    public void GatherOutputs(ReadOnlySpan<float> output, int start, Span<float> run) => Gather(output, Stride, First, start, run);

    /// <summary>Copies a run of the targets of a head that has one for each output.</summary>
    public void GatherTargets(ReadOnlySpan<float> targets, int start, Span<float> run) => Gather(targets, TargetStride, FirstTarget, start, run);

    /// <summary>The way back of <see cref="GatherOutputs"/>.</summary>
    public void ScatterOutputs(ReadOnlySpan<float> run, int start, Span<float> output)
    {
        (int row, int column) = Math.DivRem(start, Size);
        while (!run.IsEmpty)
        {
            int length = Math.Min(Size - column, run.Length);
            run[..length].CopyTo(output.Slice((row * Stride) + First + column, length));
            run = run[length..];
            column = 0;
            row++;
        }
    }

    private void Gather(ReadOnlySpan<float> matrix, int stride, int first, int start, Span<float> run)
    {
        (int row, int column) = Math.DivRem(start, Size);
        while (!run.IsEmpty)
        {
            int length = Math.Min(Size - column, run.Length);
            matrix.Slice((row * stride) + first + column, length).CopyTo(run);
            run = run[length..];
            column = 0;
            row++;
        }
    }
}

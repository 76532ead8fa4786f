using System;

namespace Tokitai.Training;

/// <summary>Some neighbouring columns of a row-major matrix, read where they lie.</summary>
internal readonly ref struct MatrixColumns
{
    private readonly ReadOnlySpan<float> _matrix;
    private readonly int _stride;
    private readonly int _first;

    /// <summary>Takes columns of whole rows.</summary>
    /// <param name="matrix">The matrix <c>[rows, stride]</c>.</param>
    /// <param name="stride">Columns of the matrix.</param>
    /// <param name="first">First of the columns.</param>
    /// <param name="size">Number of the columns.</param>
    public MatrixColumns(ReadOnlySpan<float> matrix, int stride, int first, int size)
    {
        _matrix = matrix;
        _stride = stride;
        _first = first;
        Size = size;
    }

    public int Rows => _matrix.Length / _stride;

    public int Size { get; }

    public ReadOnlySpan<float> this[int row] => _matrix.Slice((row * _stride) + _first, Size);
}

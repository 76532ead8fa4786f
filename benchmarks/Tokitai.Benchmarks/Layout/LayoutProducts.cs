using System;
using System.Runtime.CompilerServices;
using Tokitai.Kernels;
using Tokitai.Simd;

namespace Tokitai.Benchmarks.Layout;

/// <summary>
/// The three products over a candidate layout, on one thread, with the micro-kernels of the runtime. Operands other than the weights are
/// already in the order that the product wants: what converting them costs is small and the same for all candidates.
/// </summary>
internal static unsafe class LayoutProducts
{
    private const int Outputs = LayoutReport.Outputs;
    private const int Inputs = LayoutReport.Inputs;

    /// <summary>Forward with vectors along the outputs; activations in panels of 16 features.</summary>
    public static void ForwardAlongOutputs<TSimd, TVector, TLines>(LayoutCandidate layout, int batch, float* w, float* x, float* y)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TLines : ILeftStrides
    {
        int stride = batch | 1;
        int vectorsPerPanel = layout.Rows / TSimd.Width;
        for (int row = 0; row < batch; row += 192)
        {
            int rows = Math.Min(192, batch - row);
            for (int k = 0; k < Inputs; k += layout.Visit)
            {
                int count = Math.Min(layout.Visit, Inputs - k);
                for (int output = 0; output < Outputs; output += 2 * TSimd.Width)
                {
                    var tile = new TileArguments
                    {
                        A = x + ((long)k * stride) + (row * 16),
                        AChunk = stride * 16,
                        B = w + layout.LineOffset(Outputs, Inputs, output / layout.Rows, k),
                        BVector = vectorsPerPanel == 1 ? layout.PanelDistance(Inputs, k) : TSimd.Width,
                        Length = count,
                        C = y + (output / 16 * (long)stride * 16) + (row * 16),
                        CRow = 16,
                        CVector = TSimd.Width == 16 ? stride * 16 : TSimd.Width,
                    };
                    Sweep<TSimd, TVector, TLines>(ref tile, rows, k > 0, 16, 16);
                }
            }
        }
    }

    /// <summary>Forward with vectors along the batch; weights are read one by one.</summary>
    public static void ForwardAlongBatch<TSimd, TVector, TSteps>(LayoutCandidate layout, int batch, float* w, float* x, float* y)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TSteps : ILeftStrides
    {
        int lanes = 2 * TSimd.Width;
        for (int k = 0; k < Inputs; k += layout.Visit)
        {
            for (int panel = 0; panel < (Outputs + layout.Rows - 1) / layout.Rows; panel++)
            {
                for (int lane = 0; lane < batch; lane += lanes)
                {
                    int count = Math.Min(layout.Visit, Inputs - k);
                    var tile = new TileArguments
                    {
                        A = w + layout.LineOffset(Outputs, Inputs, panel, k),
                        B = x + (((long)lane * Inputs) + (k * lanes)),
                        BVector = TSimd.Width,
                        Length = count,
                        C = y + ((long)lane * LayoutReport.PaddedOutputs) + (panel * layout.Rows * lanes),
                        CRow = lanes,
                        CVector = TSimd.Width,
                    };
                    Sweep<TSimd, TVector, TSteps>(ref tile, layout.Rows, k > 0, 1, lanes);
                }
            }
        }
    }

    /// <summary>Input gradient: weights are read one by one, vectors run along the batch.</summary>
    public static void InputGradient<TSimd, TVector, TRows>(LayoutCandidate layout, int batch, float* w, float* dy, float* dx)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TRows : ILeftStrides
    {
        int lanes = 2 * TSimd.Width;
        for (int laneBlock = 0; laneBlock < batch; laneBlock += 128)
        {
            for (int k = 0; k < Inputs; k += 256)
            {
                for (int n = 0; n < Outputs; n += layout.BlockOutputs)
                {
                    float* panel = w + layout.LineOffset(Outputs, Inputs, n / layout.Rows, k);
                    InputTile<TSimd, TVector, TRows>(layout, layout.PanelDistance(Inputs, k), panel, dy, dx, k, n, laneBlock, Math.Min(batch, laneBlock + 128), lanes);
                }
            }
        }
    }

    /// <summary>Weight gradient: whole lines of packed weights, vectors along the outputs.</summary>
    public static void WeightGradient<TSimd, TVector>(LayoutCandidate layout, int batch, float* dw, float* x, float* dy)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        int stride = batch | 1;
        for (int output = 0; output < Outputs; output += 2 * TSimd.Width)
        {
            for (int k = 0; k < Inputs; k += 256)
            {
                float* lines = dw + layout.LineOffset(Outputs, Inputs, output / layout.Rows, k);
                for (int sample = 0; sample < batch; sample += 128)
                {
                    for (int inside = 0; inside < 256; inside += 16)
                    {
                        var tile = new TileArguments
                        {
                            A = x + ((long)(k + inside) * stride) + (sample * 16),
                            B = dy + (output / 16 * (long)stride * 16) + (sample * 16),
                            BVector = TSimd.Width == 16 ? stride * 16 : TSimd.Width,
                            Length = Math.Min(128, batch - sample),
                            C = lines + (inside * layout.Rows),
                            CRow = layout.Rows,
                            CVector = layout.Rows > TSimd.Width ? TSimd.Width : layout.PanelDistance(Inputs, k),
                        };
                        Sweep<TSimd, TVector, LineSteps>(ref tile, 16, sample > 0, 1, layout.Rows);
                    }
                }
            }
        }
    }

    private static void InputTile<TSimd, TVector, TRows>(
        LayoutCandidate layout, long panelDistance, float* w, float* dy, float* dx, int k, int n, int firstLane, int endLane, int lanes)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TRows : ILeftStrides
    {
        int rows;
        for (int row = 0; row < 256; row += rows)
        {
            rows = RowTiles.Next(TSimd.Width, 256 - row);
            for (int lane = firstLane; lane < endLane; lane += lanes)
            {
                var tile = new TileArguments
                {
                    A = w + (row * layout.Rows),
                    AChunk = panelDistance,
                    B = dy + ((long)lane * LayoutReport.PaddedOutputs) + (n * lanes),
                    BVector = TSimd.Width,
                    Length = Math.Min(layout.BlockOutputs, Outputs - n),
                    C = dx + ((long)lane * Inputs) + ((k + row) * lanes),
                    CRow = lanes,
                    CVector = TSimd.Width,
                    Rows = rows,
                };
                tile.Init = n > 0 ? tile.C : KernelMemory.Zeros;
                tile.InitRow = n > 0 ? lanes : 0;
                tile.InitVector = n > 0 ? TSimd.Width : 0;
                RowTiles.Run<TSimd, TVector, TRows>(tile);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sweep<TSimd, TVector, TLeft>(ref TileArguments tile, int rows, bool goesOn, int aRow, int cRow)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TLeft : ILeftStrides
    {
        for (int left = rows; left > 0; left -= tile.Rows)
        {
            tile.Rows = RowTiles.Next(TSimd.Width, left);
            tile.Init = goesOn ? tile.C : KernelMemory.Zeros;
            tile.InitRow = goesOn ? tile.CRow : 0;
            tile.InitVector = goesOn ? tile.CVector : 0;
            RowTiles.Run<TSimd, TVector, TLeft>(tile);
            tile.A += tile.Rows * aRow;
            tile.C += tile.Rows * cRow;
        }
    }
}

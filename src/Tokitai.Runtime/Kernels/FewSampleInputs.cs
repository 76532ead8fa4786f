using System;
using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>
/// Input gradients of a few samples, <c>dx[b, k] += sum over n of dy[b, n] * w[n, k]</c> in ascending n: vectors run along the inputs, over weights
/// that are transposed in registers, so that a handful of samples fills whole vectors and dy and dx stay as they lie.
/// </summary>
internal static unsafe class FewSampleInputs
{
    private const int Line = PackedLayout.PanelRows;

    /// <summary>Blocks of 16 lines between one that is read and one that is asked for.</summary>
    private const int BlocksAhead = 4;

    /// <summary>The most samples that it takes: more are faster along the batch; and with 512 bits there are 32 registers, else 16.</summary>
    /// <param name="width">Floats of a vector.</param>
    public static int Most(int width) => width == 16 ? 15 : 7;

    /// <summary>Sums of one vector of inputs over some outputs.</summary>
    /// <param name="samples">Number of samples, from 1 to <see cref="Most"/>.</param>
    /// <param name="dy">The first panel of outputs: lines of samples.</param>
    /// <param name="panelFloats">From one panel of outputs to the next.</param>
    /// <param name="weight">Lines of the first panel, from the first input of the vector on.</param>
    /// <param name="panelDistance">From one panel of weights to the next.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="dx">The vector of inputs in its panel: lines of samples.</param>
    /// <param name="goesOn">Whether the sums go on from what is there, or start from 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TSimd, TVector>(
        int samples, float* dy, long panelFloats, float* weight, long panelDistance, int outputs, float* dx, bool goesOn)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        // The bits of the number of samples say which groups there are: eight, then four, then two, then one.
        bool eight = TSimd.Width == 16 && (samples & 8) != 0, four = (samples & 4) != 0, two = (samples & 2) != 0, one = (samples & 1) != 0;
        int fours = eight ? 8 * Line : 0, twos = fours + (four ? 4 * Line : 0), ones = twos + (two ? 2 * Line : 0);
        TVector c0 = TSimd.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0, c9 = c0, c10 = c0, c11 = c0, c12 = c0, c13 = c0, c14 = c0;
        if (goesOn)
        {
            if (eight) Load<TSimd, TVector>(dx, out c0, out c1, out c2, out c3);
            if (eight) Load<TSimd, TVector>(dx + (4 * Line), out c4, out c5, out c6, out c7);
            if (four) Load<TSimd, TVector>(dx + fours, out c8, out c9, out c10, out c11);
            if (two) (c12, c13) = (TSimd.Load(dx + twos), TSimd.Load(dx + twos + Line));
            if (one) c14 = TSimd.Load(dx + ones);
        }

        // What is asked for runs ahead, and behind the last panel on to the next inputs.
        float* nextInputs = weight + (TSimd.Width * Line);
        int panels = (outputs + Line - 1) / Line, askedPanel = Math.Min(BlocksAhead, panels);
        float* asked = weight + (askedPanel * panelDistance);
        for (int left = outputs; left > 0; left -= Line)
        {
            if (askedPanel == panels)
            {
                asked = nextInputs;
                askedPanel = 0;
            }

            float* block = weight, column = dy, line = asked;
            for (int inside = Math.Min(left, Line); inside > 0; inside -= 4)
            {
                Ask<TSimd, TVector>(line);
                TSimd.LoadColumns(block, Line, out TVector w0, out TVector w1, out TVector w2, out TVector w3);
                if (inside >= 4)
                {
                    if (eight)
                    {
                        Add<TSimd, TVector>(column, w0, w1, w2, w3, ref c0);
                        Add<TSimd, TVector>(column + Line, w0, w1, w2, w3, ref c1);
                        Add<TSimd, TVector>(column + (2 * Line), w0, w1, w2, w3, ref c2);
                        Add<TSimd, TVector>(column + (3 * Line), w0, w1, w2, w3, ref c3);
                        Add<TSimd, TVector>(column + (4 * Line), w0, w1, w2, w3, ref c4);
                        Add<TSimd, TVector>(column + (5 * Line), w0, w1, w2, w3, ref c5);
                        Add<TSimd, TVector>(column + (6 * Line), w0, w1, w2, w3, ref c6);
                        Add<TSimd, TVector>(column + (7 * Line), w0, w1, w2, w3, ref c7);
                    }

                    if (four)
                    {
                        Add<TSimd, TVector>(column + fours, w0, w1, w2, w3, ref c8);
                        Add<TSimd, TVector>(column + fours + Line, w0, w1, w2, w3, ref c9);
                        Add<TSimd, TVector>(column + fours + (2 * Line), w0, w1, w2, w3, ref c10);
                        Add<TSimd, TVector>(column + fours + (3 * Line), w0, w1, w2, w3, ref c11);
                    }

                    if (two)
                    {
                        Add<TSimd, TVector>(column + twos, w0, w1, w2, w3, ref c12);
                        Add<TSimd, TVector>(column + twos + Line, w0, w1, w2, w3, ref c13);
                    }

                    if (one) Add<TSimd, TVector>(column + ones, w0, w1, w2, w3, ref c14);
                }
                else
                {
                    if (eight)
                    {
                        AddFirst<TSimd, TVector>(column, inside, w0, w1, w2, ref c0);
                        AddFirst<TSimd, TVector>(column + Line, inside, w0, w1, w2, ref c1);
                        AddFirst<TSimd, TVector>(column + (2 * Line), inside, w0, w1, w2, ref c2);
                        AddFirst<TSimd, TVector>(column + (3 * Line), inside, w0, w1, w2, ref c3);
                        AddFirst<TSimd, TVector>(column + (4 * Line), inside, w0, w1, w2, ref c4);
                        AddFirst<TSimd, TVector>(column + (5 * Line), inside, w0, w1, w2, ref c5);
                        AddFirst<TSimd, TVector>(column + (6 * Line), inside, w0, w1, w2, ref c6);
                        AddFirst<TSimd, TVector>(column + (7 * Line), inside, w0, w1, w2, ref c7);
                    }

                    if (four)
                    {
                        AddFirst<TSimd, TVector>(column + fours, inside, w0, w1, w2, ref c8);
                        AddFirst<TSimd, TVector>(column + fours + Line, inside, w0, w1, w2, ref c9);
                        AddFirst<TSimd, TVector>(column + fours + (2 * Line), inside, w0, w1, w2, ref c10);
                        AddFirst<TSimd, TVector>(column + fours + (3 * Line), inside, w0, w1, w2, ref c11);
                    }

                    if (two)
                    {
                        AddFirst<TSimd, TVector>(column + twos, inside, w0, w1, w2, ref c12);
                        AddFirst<TSimd, TVector>(column + twos + Line, inside, w0, w1, w2, ref c13);
                    }

                    if (one) AddFirst<TSimd, TVector>(column + ones, inside, w0, w1, w2, ref c14);
                }

                block += 4;
                column += 4;
                line += TSimd.Width / 4 * Line;
            }

            asked += panelDistance;
            askedPanel++;
            weight += panelDistance;
            dy += panelFloats;
        }

        if (eight) Store<TSimd, TVector>(dx, c0, c1, c2, c3);
        if (eight) Store<TSimd, TVector>(dx + (4 * Line), c4, c5, c6, c7);
        if (four) Store<TSimd, TVector>(dx + fours, c8, c9, c10, c11);
        if (two) TSimd.Store(dx + twos, c12);
        if (two) TSimd.Store(dx + twos + Line, c13);
        if (one) TSimd.Store(dx + ones, c14);
    }

    /// <summary>A quarter of a block, since a burst holds up the multiply-adds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ask<TSimd, TVector>(float* line)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        Prefetch.Near(line, 1);
        if (TSimd.Width > 4) Prefetch.Near(line + Line, 1);
        if (TSimd.Width <= 8) return;
        Prefetch.Near(line + (2 * Line), 1);
        Prefetch.Near(line + (3 * Line), 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<TSimd, TVector>(float* source, out TVector c0, out TVector c1, out TVector c2, out TVector c3)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        c0 = TSimd.Load(source);
        c1 = TSimd.Load(source + Line);
        c2 = TSimd.Load(source + (2 * Line));
        c3 = TSimd.Load(source + (3 * Line));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TSimd, TVector>(float* destination, TVector c0, TVector c1, TVector c2, TVector c3)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TSimd.Store(destination, c0);
        TSimd.Store(destination + Line, c1);
        TSimd.Store(destination + (2 * Line), c2);
        TSimd.Store(destination + (3 * Line), c3);
    }

    /// <summary>Adds four outputs to the sums of one sample.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TSimd, TVector>(float* dy, TVector w0, TVector w1, TVector w2, TVector w3, ref TVector c)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        c = TSimd.MultiplyAdd(TSimd.Broadcast(dy), w0, c);
        c = TSimd.MultiplyAdd(TSimd.Broadcast(dy + 1), w1, c);
        c = TSimd.MultiplyAdd(TSimd.Broadcast(dy + 2), w2, c);
        c = TSimd.MultiplyAdd(TSimd.Broadcast(dy + 3), w3, c);
    }

    /// <summary>Adds one to three outputs: those behind the last output do not count, not even as zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFirst<TSimd, TVector>(float* dy, int columns, TVector w0, TVector w1, TVector w2, ref TVector c)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        c = TSimd.MultiplyAdd(TSimd.Broadcast(dy), w0, c);
        if (columns > 1) c = TSimd.MultiplyAdd(TSimd.Broadcast(dy + 1), w1, c);
        if (columns > 2) c = TSimd.MultiplyAdd(TSimd.Broadcast(dy + 2), w2, c);
    }
}

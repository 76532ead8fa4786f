using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>
/// Weight gradients of a few samples, <c>sums[k, n] += sum over b of x[b, k] * dy[b, n]</c> in ascending b: the vectors of dy stay in registers
/// for all inputs, where a tile of sums would go through memory for a handful of multiply-adds.
/// </summary>
internal static unsafe class FewSampleWeights
{
    /// <summary>How far ahead of the sums their memory is asked for: 16 lines.</summary>
    private const int AheadFloats = 16 * PackedLayout.PanelRows;

    /// <summary>The most samples that it takes: with 512 bits there are 32 registers, else 16.</summary>
    /// <param name="width">Floats of a vector.</param>
    public static int Most(int width) => width == 16 ? 15 : 7;

    /// <summary>Sums of some inputs, from the first one of a panel on, and one vector of outputs.</summary>
    /// <param name="samples">Number of samples, from 1 to <see cref="Most"/>.</param>
    /// <param name="x">The first panel of inputs: lines of samples.</param>
    /// <param name="panelFloats">From one panel of inputs to the next.</param>
    /// <param name="dy">The vector of outputs in its panel: lines of samples.</param>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="sums">Lines of inputs.</param>
    /// <param name="goesOn">Whether the sums go on from what is there, or start from 0.</param>
    /// <param name="streams">Whether they go past the caches: only where a vector is a whole line.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TSimd, TVector>(int samples, float* x, long panelFloats, float* dy, int inputs, float* sums, bool goesOn, bool streams)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        const int Line = PackedLayout.PanelRows;

        // The bits of the number of samples say which groups there are: eight, then four, then two, then one. Missing ones read what is there.
        bool eight = TSimd.Width == 16 && (samples & 8) != 0, four = (samples & 4) != 0, two = (samples & 2) != 0, one = (samples & 1) != 0;
        TVector d0 = TSimd.Load(dy), d1 = d0, d2 = d0, d3 = d0, d4 = d0, d5 = d0, d6 = d0, d7 = d0, d8 = d0, d9 = d0, d10 = d0, d11 = d0;
        float* fours = x, twos, ones;
        if (eight)
        {
            d1 = TSimd.Load(dy + Line);
            d2 = TSimd.Load(dy + (2 * Line));
            d3 = TSimd.Load(dy + (3 * Line));
            d4 = TSimd.Load(dy + (4 * Line));
            d5 = TSimd.Load(dy + (5 * Line));
            d6 = TSimd.Load(dy + (6 * Line));
            d7 = TSimd.Load(dy + (7 * Line));
            dy += 8 * Line;
            fours += 8 * Line;
        }

        twos = fours;
        if (four)
        {
            d8 = TSimd.Load(dy);
            d9 = TSimd.Load(dy + Line);
            d10 = TSimd.Load(dy + (2 * Line));
            d11 = TSimd.Load(dy + (3 * Line));
            dy += 4 * Line;
            twos += 4 * Line;
        }

        ones = twos;
        TVector d12 = d0, d13 = d0, d14 = d0;
        if (two)
        {
            d12 = TSimd.Load(dy);
            d13 = TSimd.Load(dy + Line);
            dy += 2 * Line;
            ones += 2 * Line;
        }

        if (one) d14 = TSimd.Load(dy);

        // Four inputs at a time, so that the multiply-adds of one need not wait for each other. Lines behind the last input are padding.
        long nextPanel = panelFloats - Line + 4;
        for (int input = 0; input < inputs; input += 4)
        {
            // A store waits for its line, too.
            if (!streams) Prefetch.Near(sums + AheadFloats, 4);
            TVector c0 = TSimd.Zero, c1 = c0, c2 = c0, c3 = c0;
            if (goesOn)
            {
                c0 = TSimd.Load(sums);
                c1 = TSimd.Load(sums + Line);
                c2 = TSimd.Load(sums + (2 * Line));
                c3 = TSimd.Load(sums + (3 * Line));
            }

            if (eight)
            {
                Add<TSimd, TVector>(x, 0, d0, ref c0, ref c1, ref c2, ref c3);
                Add<TSimd, TVector>(x, Line, d1, ref c0, ref c1, ref c2, ref c3);
                Add<TSimd, TVector>(x, 2 * Line, d2, ref c0, ref c1, ref c2, ref c3);
                Add<TSimd, TVector>(x, 3 * Line, d3, ref c0, ref c1, ref c2, ref c3);
                Add<TSimd, TVector>(x, 4 * Line, d4, ref c0, ref c1, ref c2, ref c3);
                Add<TSimd, TVector>(x, 5 * Line, d5, ref c0, ref c1, ref c2, ref c3);
                Add<TSimd, TVector>(x, 6 * Line, d6, ref c0, ref c1, ref c2, ref c3);
                Add<TSimd, TVector>(x, 7 * Line, d7, ref c0, ref c1, ref c2, ref c3);
            }

            if (four)
            {
                Add<TSimd, TVector>(fours, 0, d8, ref c0, ref c1, ref c2, ref c3);
                Add<TSimd, TVector>(fours, Line, d9, ref c0, ref c1, ref c2, ref c3);
                Add<TSimd, TVector>(fours, 2 * Line, d10, ref c0, ref c1, ref c2, ref c3);
                Add<TSimd, TVector>(fours, 3 * Line, d11, ref c0, ref c1, ref c2, ref c3);
            }

            if (two)
            {
                Add<TSimd, TVector>(twos, 0, d12, ref c0, ref c1, ref c2, ref c3);
                Add<TSimd, TVector>(twos, Line, d13, ref c0, ref c1, ref c2, ref c3);
            }

            if (one) Add<TSimd, TVector>(ones, 0, d14, ref c0, ref c1, ref c2, ref c3);
            if (streams && inputs - input > 3)
            {
                TSimd.StoreStreaming(sums, c0);
                TSimd.StoreStreaming(sums + Line, c1);
                TSimd.StoreStreaming(sums + (2 * Line), c2);
                TSimd.StoreStreaming(sums + (3 * Line), c3);
            }
            else
            {
                Store<TSimd, TVector>(sums, inputs - input, c0, c1, c2, c3);
            }

            sums += 4 * Line;

            // Behind four times four inputs comes the next panel.
            long step = (input & 12) == 12 ? nextPanel : 4;
            x += step;
            fours += step;
            twos += step;
            ones += step;
        }
    }

    /// <summary>Adds one sample to the sums of four inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TSimd, TVector>(float* x, int sample, TVector dy, ref TVector c0, ref TVector c1, ref TVector c2, ref TVector c3)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        c0 = TSimd.MultiplyAdd(TSimd.Broadcast(x + sample), dy, c0);
        c1 = TSimd.MultiplyAdd(TSimd.Broadcast(x + sample + 1), dy, c1);
        c2 = TSimd.MultiplyAdd(TSimd.Broadcast(x + sample + 2), dy, c2);
        c3 = TSimd.MultiplyAdd(TSimd.Broadcast(x + sample + 3), dy, c3);
    }

    /// <summary>Stores the sums of up to four inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TSimd, TVector>(float* sums, int inputs, TVector c0, TVector c1, TVector c2, TVector c3)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TSimd.Store(sums, c0);
        if (inputs > 1) TSimd.Store(sums + PackedLayout.PanelRows, c1);
        if (inputs > 2) TSimd.Store(sums + (2 * PackedLayout.PanelRows), c2);
        if (inputs > 3) TSimd.Store(sums + (3 * PackedLayout.PanelRows), c3);
    }
}

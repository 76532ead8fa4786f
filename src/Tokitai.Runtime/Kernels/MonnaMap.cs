using System;
using System.Runtime.CompilerServices;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>
/// The Monna map of some features, elementwise over panels; the others pass. With radix p and k digits, x becomes the integer
/// <c>n = min(max(round(x p^k), 0), p^k - 1)</c>, half to even, whose digits <c>n = sum_i d_i p^i</c> are read behind the point:
/// <c>y = sum_i d_i p^-(i+1)</c> (A. F. Monna, Sur une transformation simple des nombres p-adiques en nombres réels, 1952). The lowest
/// digit becomes the first, so numbers that are close p-adically, which agree in their low digits, come to lie close on the line.
/// </summary>
/// <remarks>
/// <para>The product <c>x p^k</c> is rounded to float32 first, which for powers of two is exact. All that follows are integers up to 2^24, and
/// the last division rounds once. Infinities clamp; NaN passes, and is told.</para>
/// <para>A digit is <c>n - p q</c> with q the quotient rounded to the nearest integer, and one step back where that is negative: no rounding
/// of the division can do harm.</para>
/// </remarks>
internal static unsafe class MonnaMap
{
    /// <summary>Encodes a batch.</summary>
    /// <param name="pool">Threads to work with; each takes some of the features.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="rows">The samples.</param>
    /// <param name="features">Features of a sample.</param>
    /// <param name="first">First feature to encode.</param>
    /// <param name="count">Number of features to encode.</param>
    /// <param name="radix">p, at least 2.</param>
    /// <param name="digits">k, at least 1; p^k is at most 2^24.</param>
    /// <param name="input">Activation panels.</param>
    /// <param name="output">Activation panels; may be the input.</param>
    /// <returns>Whether a feature to encode is NaN; it is NaN in the output too.</returns>
    public static bool Run(
        WorkerPool pool, SimdLevel simd, BatchRows rows, int features, int first, int count, int radix, int digits, float* input, float* output)
    {
        int values = 1;
        for (int i = 0; i < digits; i++) values *= radix;
        var job = new Job
        {
            Panels = PanelJob.Create(pool, rows, features, input, output),
            First = first,
            End = first + count,
            Radix = radix,
            Digits = digits,
            Values = values,
        };
        pool.Run(job.Panels.Tasks, KernelDispatch.Select<Kernel>(simd), &job);
        return job.FoundNaN;
    }

    /// <summary>The first NaN among features, row by row, or (-1, -1).</summary>
    public static (int Row, int Feature) FirstNaN(BatchRows rows, int first, int count, float* panels)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            for (int feature = first; feature < first + count; feature++)
            {
                (int panel, int lane) = int.DivRem(feature, PackedLayout.PanelRows);
                if (float.IsNaN(panels[(panel * rows.PanelFloats) + (row * PackedLayout.PanelRows) + lane])) return (row, feature);
            }
        }

        return (-1, -1);
    }

    private readonly struct Kernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            float* mask = stackalloc float[PackedLayout.PanelRows];
            long end = job->Panels.End(task);
            int panel = (int)(job->Panels.Start(task) / job->Panels.PanelFloats), floats = job->Panels.Batch * PackedLayout.PanelRows;
            for (long start = job->Panels.Start(task); start < end; start += job->Panels.PanelFloats, panel++)
            {
                float* input = job->Panels.First + start, output = job->Panels.Second + start;
                if (Mask(job, panel, mask)) Encode<TSimd, TVector>(job, mask, input, output);
                else if (input != output) new ReadOnlySpan<float>(input, floats).CopyTo(new Span<float>(output, floats));
            }
        }

        /// <summary>Sets all bits of the lanes to encode in a panel; false if there are none.</summary>
        private static bool Mask(Job* job, int panel, float* mask)
        {
            bool any = false;
            for (int lane = 0; lane < PackedLayout.PanelRows; lane++)
            {
                int feature = (panel * PackedLayout.PanelRows) + lane;
                bool encodes = feature >= job->First && feature < job->End;
                ((uint*)mask)[lane] = encodes ? uint.MaxValue : 0;
                any |= encodes;
            }

            return any;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Encode<TSimd, TVector>(Job* job, float* mask, float* input, float* output)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            TVector zero = TSimd.Zero, one = TSimd.Create(1);
            TVector lowest = TSimd.Create(float.NegativeInfinity), highest = TSimd.Create(float.PositiveInfinity);
            TVector radix = TSimd.Create(job->Radix), values = TSimd.Create(job->Values), largest = TSimd.Create(job->Values - 1);
            TVector notNaNs = one;
            int floats = job->Panels.Batch * PackedLayout.PanelRows;
            for (int i = 0; i < floats; i += TSimd.Width)
            {
                TVector x = TSimd.Load(input + i), encodes = TSimd.Load(mask + (i % PackedLayout.PanelRows));
                TVector isNumber = TSimd.Select(TSimd.GreaterThan(x, lowest), TSimd.GreaterThan(x, lowest), TSimd.GreaterThan(highest, x));

                // NaN becomes 0 here: max and min give their second operand.
                TVector n = TSimd.RoundToInteger(TSimd.Min(TSimd.Max(TSimd.Multiply(x, values), zero), largest));
                TVector reversed = zero;
                for (int digit = 0; digit < job->Digits; digit++)
                {
                    TVector quotient = TSimd.RoundToInteger(TSimd.Divide(n, radix));
                    TVector rest = TSimd.NegateMultiplyAdd(quotient, radix, n);
                    TVector below = TSimd.GreaterThan(zero, rest);
                    n = TSimd.Subtract(quotient, TSimd.And(below, one));
                    reversed = TSimd.MultiplyAdd(reversed, radix, TSimd.Add(rest, TSimd.And(below, radix)));
                }

                TVector encoded = TSimd.Select(isNumber, TSimd.Divide(reversed, values), x);
                TSimd.Store(output + i, TSimd.Select(encodes, encoded, x));
                notNaNs = TSimd.Min(notNaNs, TSimd.Select(encodes, TSimd.And(isNumber, one), one));
            }

            TSimd.Store(mask, notNaNs);
            for (int lane = 0; lane < TSimd.Width; lane++)
            {
                if (mask[lane] == 0) job->FoundNaN = true;
            }
        }
    }

    private struct Job
    {
        public PanelJob Panels;
        public int First;
        public int End;
        public float Radix;
        public int Digits;
        public float Values;
        public bool FoundNaN;
    }
}

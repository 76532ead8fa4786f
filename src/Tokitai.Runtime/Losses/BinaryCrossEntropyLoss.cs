using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tokitai.Kernels.Elementary;
using Tokitai.Simd;

namespace Tokitai.Losses;

/// <summary>
/// Cross-entropy of logistic outputs: <c>max(z, 0) - z t + log(1 + e^-|z|)</c>, summed and divided by n, with the gradient
/// <c>(s(z) - t) / n</c>, s the logistic function.
/// </summary>
/// <remarks>
/// <para>With u the target's share on the other side of the logit's sign (<c>1 - t</c> for positive z, else t), <c>v = 1 - u</c> and
/// <c>e = e^-|z|</c>, the loss is <c>u |z| + log(1 + e)</c> and the gradient, but for the sign of z, <c>(u - v e) / (1 + e)</c>.
/// For a hard target one of u and v is 0, so nothing cancels, however confident the logit is: relative errors are the
/// exponential's 9e-8 and a few roundings, as long as e is a normal float (|z| up to 87). For a soft target the gradient is
/// near 0 where the two terms are equal, with the absolute error of the larger.</para>
/// <para>Elements go in groups of 16 at every vector width. The logarithms of a group are taken as one, of the product of its
/// <c>1 + e</c>, which is carried without the leading 1 so that small terms count. An infinite logit makes the loss infinite or, as
/// 0 times infinity, NaN.</para>
/// </remarks>
internal static unsafe class BinaryCrossEntropyLoss
{
    private const int Lanes = 16;

    /// <summary>
    /// Adds the losses of a run of elements with checked targets to a sum, at a vector width. All runs of a matrix but the last
    /// are whole groups of 16.
    /// </summary>
    public static double Add(
        double sum, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double count, SimdLevel level) =>
        level switch
        {
            SimdLevel.Vector512 when SimdDispatch.Has512 => Run<Simd512, Vector512<float>>(sum, output, target, gradient, count),
            SimdLevel.Vector256 when SimdDispatch.Has256 => Run<Simd256, Vector256<float>>(sum, output, target, gradient, count),
            _ => Run<Simd128, Vector128<float>>(sum, output, target, gradient, count),
        };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Run<TSimd, TVector>(
        double sum, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double count)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        float* linear = stackalloc float[Lanes], terms = stackalloc float[Lanes];
        float* lastOutputs = stackalloc float[Lanes], lastTargets = stackalloc float[Lanes];
        float scale = (float)(1 / count);
        int whole = output.Length & -Lanes, rest = output.Length - whole;
        fixed (float* z = output, t = target, g = gradient)
        {
            for (int i = 0; i < whole; i += Lanes)
            {
                Group<TSimd, TVector>(z + i, t + i, linear, terms, g == null ? null : g + i, scale);
                sum += Sum(linear) + LogProduct(terms);
            }
        }

        if (rest == 0) return sum;

        // Missing elements: certain (e^-max is 0) and right.
        new Span<float>(lastOutputs, Lanes).Fill(float.MinValue);
        new Span<float>(lastTargets, Lanes).Clear();
        output[whole..].CopyTo(new Span<float>(lastOutputs, Lanes));
        target[whole..].CopyTo(new Span<float>(lastTargets, Lanes));
        Group<TSimd, TVector>(lastOutputs, lastTargets, linear, terms, lastOutputs, scale);
        sum += Sum(linear) + LogProduct(terms);
        if (!gradient.IsEmpty) new ReadOnlySpan<float>(lastOutputs, rest).CopyTo(gradient[whole..]);
        return sum;
    }

    /// <summary>
    /// The terms <c>u |z|</c> and <c>e</c> of a group's losses, and its gradient unless that is null; it may overwrite z.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Group<TSimd, TVector>(float* z, float* t, float* linear, float* terms, float* gradient, float scale)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector one = TSimd.Create(1), scaled = TSimd.Create(scale), negated = TSimd.Create(-scale);
        for (int lane = 0; lane < Lanes; lane += TSimd.Width)
        {
            TVector logit = TSimd.Load(z + lane), target = TSimd.Load(t + lane), magnitude = TSimd.Abs(logit);
            TVector positive = TSimd.GreaterThan(logit, TSimd.Zero), opposite = TSimd.Subtract(one, target);
            TVector u = TSimd.Select(positive, opposite, target), v = TSimd.Select(positive, target, opposite);
            TVector e = Exp.Evaluate<TSimd, TVector>(TSimd.Subtract(TSimd.Zero, magnitude));
            TSimd.Store(linear + lane, TSimd.Multiply(u, magnitude));
            TSimd.Store(terms + lane, e);
            if (gradient == null) continue;
            TVector difference = TSimd.Divide(TSimd.NegateMultiplyAdd(v, e, u), TSimd.Add(one, e));
            TSimd.Store(gradient + lane, TSimd.Multiply(difference, TSimd.Select(positive, scaled, negated)));
        }
    }

    private static double Sum(float* linear)
    {
        double sum = 0;
        for (int lane = 0; lane < Lanes; lane++) sum += linear[lane];
        return sum;
    }

    /// <summary><c>log((1 + e1)(1 + e2)...)</c> of a group: pairs <c>(1 + a)(1 + b) - 1 = a + b + ab</c>, of pairs, and so on.</summary>
    private static double LogProduct(float* terms)
    {
        double* products = stackalloc double[Lanes];
        for (int lane = 0; lane < Lanes; lane++) products[lane] = terms[lane];
        for (int half = Lanes / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                double a = products[i], b = products[i + half];
                products[i] = (a + b) + (a * b);
            }
        }

        return LogOnePlus.Of(products[0]);
    }
}

using System;
using Tokitai.Simd;

namespace Tokitai.Tests.Support;

/// <summary>
/// The products of a linear layer as docs/architecture.md promises them, element by element: one chain of multiply-adds in
/// ascending order of the reduction. Kernels must agree to the bit.
/// </summary>
internal static class LinearReference
{
    public static float[] Forward(float[] x, float[] w, float[]? bias, int batch, int inputs, int outputs)
    {
        var y = new float[batch * outputs];
        for (int b = 0; b < batch; b++)
        {
            for (int n = 0; n < outputs; n++)
            {
                float sum = bias?[n] ?? 0;
                for (int k = 0; k < inputs; k++) sum = MultiplyAdd(x[(b * inputs) + k], w[(n * inputs) + k], sum);
                y[(b * outputs) + n] = sum;
            }
        }

        return y;
    }

    public static float[] InputGradient(float[] dy, float[] w, int batch, int inputs, int outputs)
    {
        var dx = new float[batch * inputs];
        for (int b = 0; b < batch; b++)
        {
            for (int k = 0; k < inputs; k++)
            {
                float sum = 0;
                for (int n = 0; n < outputs; n++) sum = MultiplyAdd(w[(n * inputs) + k], dy[(b * outputs) + n], sum);
                dx[(b * inputs) + k] = sum;
            }
        }

        return dx;
    }

    public static float[] WeightGradient(float[] x, float[] dy, float[] start, int batch, int inputs, int outputs)
    {
        float[] dw = [.. start];
        for (int n = 0; n < outputs; n++)
        {
            for (int k = 0; k < inputs; k++)
            {
                float sum = dw[(n * inputs) + k];
                for (int b = 0; b < batch; b++) sum = MultiplyAdd(x[(b * inputs) + k], dy[(b * outputs) + n], sum);
                dw[(n * inputs) + k] = sum;
            }
        }

        return dw;
    }

    public static float[] BiasGradient(float[] dy, float[] start, int batch, int outputs)
    {
        float[] db = [.. start];
        for (int b = 0; b < batch; b++)
        {
            for (int n = 0; n < outputs; n++) db[n] += dy[(b * outputs) + n];
        }

        return db;
    }

    private static float MultiplyAdd(float left, float right, float addend) =>
        SimdDispatch.IsFused ? MathF.FusedMultiplyAdd(left, right, addend) : (left * right) + addend;
}

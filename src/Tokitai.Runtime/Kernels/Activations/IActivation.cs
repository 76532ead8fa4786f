using Tokitai.Simd;

namespace Tokitai.Kernels.Activations;

/// <summary>
/// An elementwise activation function, written once for every vector width, for kernels to inline into their own loops.
/// </summary>
/// <remarks>
/// Only correctly rounded operations and <see cref="ISimd{TVector}.MultiplyAdd"/> occur, and no lane looks at another: the
/// same bits at every width, wherever a multiply-add is fused.
/// </remarks>
internal interface IActivation
{
    /// <summary>
    /// Whether <c>f(0) = 0</c>, so that the padding of activation panels stays zero by itself; kernels clear it otherwise. The derivative at 0
    /// is finite, so a gradient's padding always stays zero.
    /// </summary>
    static abstract bool KeepsZero { get; }

    /// <summary>The function's value in each lane.</summary>
    static abstract TVector Forward<TSimd, TVector>(TVector x)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged;

    /// <summary>The function's derivative at <paramref name="x"/>, the argument of <see cref="Forward"/>, in each lane.</summary>
    static abstract TVector Derivative<TSimd, TVector>(TVector x)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged;
}

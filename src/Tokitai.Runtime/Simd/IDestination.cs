namespace Tokitai.Simd;

/// <summary>How a kernel stores its results, as a constant of the compiled kernel.</summary>
internal unsafe interface IDestination
{
    /// <summary>Stores a vector.</summary>
    /// <param name="destination">A multiple of the vector's size.</param>
    /// <param name="value">The vector.</param>
    static abstract void Store<TSimd, TVector>(float* destination, TVector value)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged;
}

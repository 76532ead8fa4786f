namespace Tokitai.Simd;

/// <summary>The vector width that kernels run with.</summary>
internal enum SimdLevel
{
    /// <summary>Vectors of 4 floats.</summary>
    Vector128 = 128,

    /// <summary>Vectors of 8 floats: AVX2 with FMA.</summary>
    Vector256 = 256,

    /// <summary>Vectors of 16 floats: AVX-512.</summary>
    Vector512 = 512,
}

using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai;

/// <summary>What the kernels of this process run with.</summary>
public static class TokitaiRuntime
{
    /// <summary>
    /// Name of the vector instructions in use: <c>AVX-512</c>, <c>AVX2</c>, <c>AdvSimd</c>, or <c>128-bit</c> for anything else. The
    /// environment variable <c>TOKITAI_SIMD</c> (128, 256 or 512) chooses another width than the widest.
    /// </summary>
    public static string InstructionSet => SimdDispatch.Level switch
    {
        SimdLevel.Vector512 when Avx512F.IsSupported => "AVX-512",
        SimdLevel.Vector512 => "512-bit emulated",
        SimdLevel.Vector256 when Avx2.IsSupported && Fma.IsSupported => "AVX2",
        SimdLevel.Vector256 => "256-bit emulated",
        _ when AdvSimd.IsSupported => "AdvSimd",
        _ => "128-bit",
    };

    /// <summary>
    /// Number of threads that share the work of a pass: all processors, or what the environment variable
    /// <c>TOKITAI_NUM_THREADS</c> says. It decides speed, never results.
    /// </summary>
    public static int ThreadCount => WorkerPool.Shared.ThreadCount;
}

using System.Runtime.CompilerServices;

namespace Tokitai.Kernels;

/// <summary>The last step of a reduction over features: the sum of 16 lanes, in one fixed order for every vector width.</summary>
internal static unsafe class LaneSum
{
    /// <summary>Adds 16 floats pairwise: distance 8, 4, 2, 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(float* lanes)
    {
        float s0 = lanes[0] + lanes[8], s1 = lanes[1] + lanes[9], s2 = lanes[2] + lanes[10], s3 = lanes[3] + lanes[11];
        float s4 = lanes[4] + lanes[12], s5 = lanes[5] + lanes[13], s6 = lanes[6] + lanes[14], s7 = lanes[7] + lanes[15];
        return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
    }
}

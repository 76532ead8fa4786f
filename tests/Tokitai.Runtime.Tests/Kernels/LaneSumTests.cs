using Tokitai.Kernels;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Kernels;

/// <summary>Sums of 16 lanes, whose order is a promise: other orders round to other bits.</summary>
public sealed unsafe class LaneSumTests
{
    private const int Line = 16, Lines = 4_000;

    [Fact]
    public void Lanes_are_added_pairwise_at_distances_8_4_2_and_1()
    {
        float[] values = Values.Uniform(Lines * Line, 1);
        fixed (float* lines = values)
        {
            for (int i = 0; i < Lines; i++) BitAssert.Equal([Pairwise(lines + (i * Line))], [LaneSum.Of(lines + (i * Line))]);
        }
    }

    /// <summary>Each of the four in its own lane, whichever lines they are.</summary>
    [Fact]
    public void Four_sums_at_a_time_have_the_bits_of_one()
    {
        float[] values = Values.Uniform(Lines * Line, 2);
        fixed (float* first = values)
        {
            for (int i = 0; i < Lines; i++)
            {
                float* a = first + (i * Line), b = Other(first, i, 7), c = Other(first, i, 5), d = Other(first, i, 3);
                var sums = LaneSum.OfFour(a, b, c, d);
                BitAssert.Equal([LaneSum.Of(a), LaneSum.Of(b), LaneSum.Of(c), LaneSum.Of(d)], [sums[0], sums[1], sums[2], sums[3]]);
            }
        }
    }

    private static float* Other(float* first, int i, int factor) => first + (i * factor % Lines * Line);

    private static float Pairwise(float* lanes)
    {
        float[] sums = new System.ReadOnlySpan<float>(lanes, Line).ToArray();
        for (int distance = Line / 2; distance > 0; distance /= 2)
        {
            for (int lane = 0; lane < distance; lane++) sums[lane] += sums[lane + distance];
        }

        return sums[0];
    }
}

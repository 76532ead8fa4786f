using System.Linq;
using Tokitai.Kernels;
using Tokitai.Simd;
using Xunit;

namespace Tokitai.Tests.Kernels;

/// <summary>Which way an input gradient goes. Either gives the same bits, so nothing but these tests would notice a wrong choice.</summary>
[Collection(nameof(CoreTuning))]
public sealed class WeightTranspositionTests
{
    [Theory]
    [InlineData(16, false)]
    [InlineData(17, true)]
    [InlineData(21, false)]
    [InlineData(32, false)]
    [InlineData(33, true)]
    [InlineData(64, false)]
    [InlineData(96, false)]
    [InlineData(97, true)]
    [InlineData(512, true)]
    public void Weights_are_transposed_for_many_samples_and_where_lanes_would_be_empty(int batch, bool pays)
    {
        Assert.Equal(pays, Pays(CoreTuning.FewInstructions, batch));
        Assert.Equal(pays, Pays(CoreTuning.FewLoads, batch));
    }

    /// <summary>Four whole panels of lanes: the largest batch where the two ways are about equally fast, and cores differ.</summary>
    [Fact]
    public void Zen_5_takes_whole_panels_of_lanes_up_to_128_samples()
    {
        Assert.True(Pays(CoreTuning.FewInstructions, 128));
        Assert.False(Pays(CoreTuning.FewLoads, 128));
        Assert.True(Pays(CoreTuning.FewLoads, 160));
    }

    /// <summary>Dy and dx are transposed for no more samples than the scratch takes at once, whatever the cache.</summary>
    [Fact]
    public void Beyond_128_samples_weights_are_transposed()
    {
        Assert.All(Enumerable.Range(129, 1000), batch => Assert.True(Pays(CoreTuning.FewInstructions, batch) && Pays(CoreTuning.FewLoads, batch)));
    }

    private static bool Pays(CoreTuning tuning, int batch)
    {
        CoreTuning before = CoreTuning.Current;
        try
        {
            CoreTuning.Current = tuning;
            return WeightTransposition.Pays(SimdLevel.Vector512, batch);
        }
        finally
        {
            CoreTuning.Current = before;
        }
    }
}

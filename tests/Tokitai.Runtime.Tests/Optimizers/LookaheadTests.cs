using Tokitai.Kernels;
using Tokitai.Optimizers;
using Xunit;

namespace Tokitai.Tests.Optimizers;

/// <summary>What an update asks memory for: hints change no bits, so nothing else would show a wrong one.</summary>
public sealed unsafe class LookaheadTests
{
    /// <summary>For each line of its own an update goes on by the same number of floats in the run that it asks for, however wide its vectors are.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void The_asking_keeps_pace_with_the_update(int width)
    {
        const int Lines = 7;
        float* run = (float*)4096;
        foreach (int step in new[] { 0, 1, 9, 16 })
        {
            var ahead = new Lookahead(100, step, Parameters: true);
            byte* asked = ahead.Begin(run);
            Assert.Equal((nint)(run + 100), (nint)asked);
            for (int i = 0; i < Lines * PackedLayout.PanelRows; i += width) Lookahead.Ask(ref asked, ahead.BytesPerVector(width));
            Assert.Equal((nint)(run + 100 + (Lines * step)), (nint)asked);
        }
    }

    [Fact]
    public void Nothing_a_stream_and_a_run_are_told_apart()
    {
        Assert.False(Lookahead.None.IsStream || Lookahead.None.AsksForState || Lookahead.None.AsksForParameters);
        Assert.True(Lookahead.Stream.IsStream);
        Assert.False(Lookahead.Stream.AsksForState || Lookahead.Stream.AsksForParameters);
        Assert.True(new Lookahead(100, 9, Parameters: false) is { IsStream: false, AsksForState: true, AsksForParameters: false });
        Assert.True(new Lookahead(100, 9, Parameters: true) is { IsStream: false, AsksForState: true, AsksForParameters: true });
    }
}

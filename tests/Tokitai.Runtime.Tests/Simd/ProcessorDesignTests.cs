using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.Intrinsics.X86;
using Tokitai.Simd;
using Xunit;

namespace Tokitai.Tests.Simd;

public sealed class ProcessorDesignTests
{
    /// <summary>What the processor says of itself is what Linux has read from it.</summary>
    [Fact]
    public void Maker_and_family_agree_with_the_system()
    {
        const string Processors = "/proc/cpuinfo";
        if (!X86Base.IsSupported || !File.Exists(Processors)) return;
        string[] lines = File.ReadAllLines(Processors);
        Assert.Equal(Value(lines, "vendor_id") is "AuthenticAMD" or "HygonGenuine", ProcessorDesign.IsAmd);
        Assert.Equal(int.Parse(Value(lines, "cpu family"), CultureInfo.InvariantCulture), ProcessorDesign.Family);
    }

    private static string Value(string[] lines, string name) =>
        lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(':')[1].Trim();
}

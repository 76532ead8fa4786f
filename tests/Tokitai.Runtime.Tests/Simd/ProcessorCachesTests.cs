using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.Intrinsics.X86;
using Tokitai.Simd;
using Xunit;

namespace Tokitai.Tests.Simd;

public sealed class ProcessorCachesTests
{
    [Fact]
    public void The_last_level_holds_the_second()
    {
        Assert.InRange(ProcessorCaches.SecondLevel, 64 << 10, 64 << 20);
        Assert.InRange(ProcessorCaches.WholeLastLevel, ProcessorCaches.SecondLevel, int.MaxValue);

        // A guest of a large processor counts on no more than cores have.
        Assert.Equal(Math.Min(ProcessorCaches.WholeLastLevel, Environment.ProcessorCount * (16L << 20)), ProcessorCaches.LastLevel);
    }

    /// <summary>What the processor says of itself is what Linux has read from it. Cores may differ; the test runs on any of them.</summary>
    [Fact]
    public void Sizes_agree_with_the_system()
    {
        const string Cores = "/sys/devices/system/cpu";
        if (!X86Base.IsSupported || !Directory.Exists(Cores)) return;
        (int Level, long Bytes)[] caches = [.. Directory.EnumerateDirectories(Cores, "cpu*")
            .Select(core => Path.Combine(core, "cache"))
            .Where(Directory.Exists)
            .SelectMany(cache => Directory.EnumerateDirectories(cache, "index*"))
            .Where(cache => File.Exists(Path.Combine(cache, "size")) && Text(cache, "type") != "Instruction")
            .Select(cache => (int.Parse(Text(cache, "level"), CultureInfo.InvariantCulture), Kilobytes(Text(cache, "size")) << 10))];
        if (caches.All(cache => cache.Level != 2)) return;
        Assert.Contains((2, ProcessorCaches.SecondLevel), caches);
        int last = caches.Max(cache => cache.Level);
        Assert.Contains((last, ProcessorCaches.WholeLastLevel), caches);
    }

    /// <summary>The leaf's fields by AMD's manual: the second level in KB from bit 16 of ECX on, the sum of all last levels in 512 KB from bit 18 of EDX on.</summary>
    /// <param name="ecx">ECX, of processors of the kind.</param>
    /// <param name="edx">EDX.</param>
    /// <param name="second">Bytes of the second level.</param>
    /// <param name="last">Bytes of the last level that a core can have.</param>
    [Theory]
    [InlineData(0x04006140, 0x0FE09140, 1 << 20, 96 << 20)] // 508 MB in many complexes.
    [InlineData(0x02006140, 0x00808140, 512 << 10, 16 << 20)]
    [InlineData(0x02006140, 0, 512 << 10, 512 << 10)] // No third level.
    [InlineData(0, 0, 0, 0)]
    public void The_older_leaf_of_AMD_gives_sizes_where_the_other_is_hidden(int ecx, int edx, int second, int last) =>
        Assert.Equal((second, last), ProcessorCaches.OfOlderLeaf(ecx, edx));

    private static string Text(string cache, string name) => File.ReadAllText(Path.Combine(cache, name)).Trim();

    private static long Kilobytes(string text) => long.Parse(text.TrimEnd('K'), CultureInfo.InvariantCulture);
}

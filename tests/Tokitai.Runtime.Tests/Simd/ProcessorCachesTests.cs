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

    private static string Text(string cache, string name) => File.ReadAllText(Path.Combine(cache, name)).Trim();

    private static long Kilobytes(string text) => long.Parse(text.TrimEnd('K'), CultureInfo.InvariantCulture);
}

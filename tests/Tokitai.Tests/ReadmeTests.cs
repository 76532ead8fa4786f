using System;
using System.IO;
using System.Linq;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests;

/// <summary>The README quotes code that compiles: its C# blocks stand in the sample, line for line.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Code_blocks_are_those_of_the_sample()
    {
        string root = Repository.Root;
        string[] sample = [.. Directory.GetFiles(Path.Combine(root, "samples", "Digits"), "*.cs").Select(File.ReadAllText).Select(Normalise)];
        string[] blocks = [.. File.ReadAllText(Path.Combine(root, "README.md")).Split("```csharp\n").Skip(1).Select(part => Normalise(part.Split("```")[0]))];
        Assert.Equal(2, blocks.Length);
        Assert.All(blocks, block => Assert.Contains(sample, text => text.Contains(block, StringComparison.Ordinal)));
    }

    private static string Normalise(string text) => text.Replace("\r", "", StringComparison.Ordinal).TrimEnd();
}

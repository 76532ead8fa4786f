using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Output;

/// <summary>The same declarations give the same bytes everywhere.</summary>
public class DeterminismTests
{
    private const string Titled = """
        using Tokitai;
        namespace Sample;
        [Model(1_000)]
        internal sealed partial class Info1
        {
            [Linear(1_234, Norm = NormKind.Layer)] public partial Linear Input { get; }
            [Repeat(3)] public partial Repeat<Inner> Items { get; }
        }
        [Block] internal sealed partial class Inner { [Linear(1_234)] public partial Linear Ilk { get; } }
        """;

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void InEveryCulture(string name)
    {
        var culture = new CultureInfo(name);
        // Signs that would be errors in code.
        culture.NumberFormat.NumberGroupSeparator = culture.NumberFormat.NumberDecimalSeparator = "'";
        culture.NumberFormat.NegativeSign = "minus";
        culture.NumberFormat.NumberGroupSizes = [2];
        CultureInfo before = CultureInfo.CurrentCulture;
        IReadOnlyDictionary<string, string> expected = Generate(Titled);
        try
        {
            CultureInfo.CurrentCulture = culture;
            Assert.Equal(expected, Generate(Titled));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void WithEveryKindOfLineEnd() => Assert.Equal(Generate(Titled), Generate(Titled.Replace("\r", "").Replace("\n", "\r\n")));

    [Fact]
    public void InEveryOrderOfFiles()
    {
        string[] sources = [Samples.TinyDense, Samples.FeedForward, Samples.DigitClassifier];
        Assert.Equal(Generate(sources), Generate([.. sources.Reverse()]));
    }

    [Fact]
    public void WithLineFeedsAlone() => Assert.All(Generate(Titled).Values, text =>
    {
        Assert.DoesNotContain('\r', text);
        Assert.EndsWith("}\n", text);
        Assert.DoesNotContain(" \n", text);
    });

    private static IReadOnlyDictionary<string, string> Generate(params string[] sources) => GeneratorRun.Valid(sources).Texts;
}

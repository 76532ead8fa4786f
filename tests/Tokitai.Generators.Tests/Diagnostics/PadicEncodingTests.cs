using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>What is wrong with an encoding: TKT0004, TKT0007, TKT0023, TKT0029.</summary>
public class PadicEncodingTests
{
    [Theory]
    [InlineData("-1, 4", "-1", "The first encoded feature of 'A' is -1: it must be from 0 to 16777215")]
    [InlineData("1, 0", "0", "The number of encoded features of 'A' is 0: it must be from 1 to 16777216")]
    [InlineData("0, count: -3", "count: -3", "The number of encoded features of 'A' is -3: it must be from 1 to 16777216")]
    [InlineData("0, 4, Base = 1", "Base = 1", "The base of 'A' is 1: it must be from 2 to 16777216")]
    [InlineData("0, 4, Base = 16777217", "Base = 16777217", "The base of 'A' is 16777217: it must be from 2 to 16777216")]
    [InlineData("0, 4, Digits = 0", "Digits = 0", "The number of digits of 'A' is 0: it must be from 1 to 24")]
    [InlineData("0, 4, Digits = 25", "Digits = 25", "The number of digits of 'A' is 25: it must be from 1 to 24")]
    [InlineData("0, 4, Base = 10, Digits = 8", "Digits = 8", "The number of digits of 'A' is 8: it must be from 1 to 7")]
    [InlineData("0, 4, Base = 4097, Digits = 2", "Digits = 2", "The number of digits of 'A' is 2: it must be from 1 to 1")]
    public Task NumbersOutOfRange(string arguments, string at, string message) => Errors.AssertAsync(Model(arguments), "TKT0007", at, message);

    [Theory]
    [InlineData("8, 1", "1", "'A' of M encodes features 8 to 8, but 8 features reach it, 0 to 7")]
    [InlineData("2, 7", "7", "'A' of M encodes features 2 to 8, but 8 features reach it, 0 to 7")]
    [InlineData("16777215, 16777216", "16777216", "'A' of M encodes features 16777215 to 33554430, but 8 features reach it, 0 to 7")]
    public Task FeaturesThatAreNotThere(string arguments, string at, string message) => Errors.AssertAsync(Model(arguments), "TKT0029", at, message);

    [Theory]
    [InlineData("0, 8")]
    [InlineData("7, 1, Base = 4096, Digits = 2")]
    [InlineData("0, 1, Digits = 24")]
    [InlineData("0, 1, Base = 16777216, Digits = 1")]
    public void FeaturesAndNumbersThatAreRight(string arguments) => GeneratorRun.Valid("using Tokitai;\nnamespace Sample;\n" + Model(arguments));

    [Fact]
    public Task AnotherTypeThanItsAttributes() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [PadicEncoding(0, 4)] public partial Dropout A { get; }
        }
        """,
        "TKT0004", "A", "'A' has the attribute [PadicEncoding], so its type must be PadicEncoding, not Dropout");

    [Fact]
    public Task ItHasNothingToTrain() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [PadicEncoding(0, 4)] public partial PadicEncoding A { get; }
        }
        """,
        "TKT0023", "M", "M has no parameters: declare at least one layer that has, such as [Linear(10)] public partial Linear Output { get; }");

    private static string Model(string arguments) =>
        $$"""
        [Model(8)] internal sealed partial class M
        {
            [PadicEncoding({{arguments}})] public partial PadicEncoding A { get; }
            [Linear(3)] public partial Linear L { get; }
        }
        """;
}

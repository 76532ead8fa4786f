using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>What is wrong with heads is said on the very attribute: TKT0024, TKT0025, and TKT0007, TKT0017 and TKT0022 for single values.</summary>
public class HeadTests
{
    [Theory]
    [InlineData(11, 19)]
    [InlineData(13, 21)]
    public Task SizesThatDoNotAddUpToTheOutputs(int size, int sum) => Errors.AssertAsync(
        $$"""
        [Model(8)]
        [Head("a", 8, LossKind.Huber), Head("b", size: {{size}}, loss: LossKind.CrossEntropy)]
        internal sealed partial class M
        {
            [Linear(20)] public partial Linear L { get; }
        }
        """,
        "TKT0024", $"size: {size}", $"The heads of M have {sum} outputs together, but the model has 20");

    [Fact]
    public Task SizesThatPassAnInteger() => Errors.AssertAsync(
        """
        [Model(8)]
        [Head("a", 16777216, LossKind.Huber), Head("b", 16777216, LossKind.Huber)]
        internal sealed partial class M
        {
            [Linear(20)] public partial Linear L { get; }
        }
        """,
        "TKT0024", "16777216", "The heads of M have 33554432 outputs together, but the model has 20");

    [Fact]
    public Task TheOutputsOfABlockCountAsWell() => Errors.AssertAsync(
        """
        [Model(8), Head("a", 4, LossKind.Huber)]
        internal sealed partial class M
        {
            [Repeat(2)] public partial Repeat<B> Blocks { get; }
        }
        [Block] internal sealed partial class B { [Linear(6)] public partial Linear L { get; } }
        """,
        "TKT0024", "4", "The heads of M have 4 outputs together, but the model has 6");

    [Theory]
    [InlineData("\"\"", "empty", "a text to report the head by")]
    [InlineData("\" \"", "empty", "a text to report the head by")]
    [InlineData("null!", "empty", "a text to report the head by")]
    [InlineData("\"a\"", "'a'", "another than that of an earlier head")]
    public Task Names(string name, string shown, string allowed) => Errors.AssertAsync(
        Declare($"Head({name}, 12, LossKind.CrossEntropy)"), "TKT0022", name, $"The name of head 2 of M is {shown}: it must be {allowed}");

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(16777217)]
    public Task Sizes(int size) => Errors.AssertAsync(
        Declare($"Head(\"b\", {size}, LossKind.Huber)"), "TKT0007", $"{size}", $"The size of the head 'b' is {size}: it must be from 1 to 16777216");

    [Fact]
    public Task AHeadOfOneClass() => Errors.AssertAsync(
        Declare("Head(\"b\", 1, LossKind.CrossEntropy)"), "TKT0022", "1",
        "The number of classes of the head 'b' is 1: it must be at least 2 for CrossEntropy (an event that happens or not is one output of BinaryCrossEntropy)");

    [Theory]
    [InlineData("-0.5", "-0.5")]
    [InlineData("double.NaN", "NaN")]
    [InlineData("1.0 / 0", "Infinity")]
    [InlineData("1e39", "1E+39")] // infinite in float32
    public Task Weights(string weight, string shown) => Errors.AssertAsync(
        Declare($"Head(\"b\", 12, LossKind.CrossEntropy, Weight = {weight})"), "TKT0022", $"Weight = {weight}",
        $"The weight of the head 'b' is {shown}: it must be finite and not negative");

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public Task Losses(int loss) => Errors.AssertAsync(
        Declare($"Head(\"b\", 12, (LossKind)({loss}))"), "TKT0017", $"(LossKind)({loss})", $"Loss of 'b' is {loss}, which is no value of LossKind");

    [Fact]
    public Task HeadsOnSeveralDeclarations() => Errors.AssertAsync(
        """
        [Model(8), Head("a", 8, LossKind.Huber)]
        internal sealed partial class M
        {
            [Linear(20)] public partial Linear L { get; }
        }
        [Head("b", 12, LossKind.CrossEntropy)] internal sealed partial class M;
        """,
        "TKT0025", "Head(\"b\", 12, LossKind.CrossEntropy)",
        "The head 'b' stands on another declaration of M than 'a': the order of heads is that of the text, so all must stand on one");

    [Fact]
    public Task EveryHeadThatIsWrongIsNamed() => Errors.AssertAsync(
        [
            """
            [Model(8)]
            [Head("a", 0, LossKind.Huber), Head("b", -1, LossKind.Huber)]
            internal sealed partial class M
            {
                [Linear(20)] public partial Linear L { get; }
            }
            """,
        ],
        [
            new("TKT0007", "0", "The size of the head 'a' is 0: it must be from 1 to 16777216"),
            new("TKT0007", "-1", "The size of the head 'b' is -1: it must be from 1 to 16777216"),
        ]);

    private static string Declare(string second) =>
        $$"""
        [Model(8)]
        [Head("a", 8, LossKind.Huber), {{second}}]
        internal sealed partial class M
        {
            [Linear(20)] public partial Linear L { get; }
        }
        """;
}

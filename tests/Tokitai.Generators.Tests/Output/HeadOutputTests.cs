using System.Linq;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Output;

/// <summary>What heads add to the code of a model: lines in its table and its documentation, and nothing else.</summary>
public class HeadOutputTests
{
    private const string Layers = "{ [Linear(23)] public partial Linear Output { get; } }";

    [Fact]
    public void TwoHeads() => Snapshot.Verify(
        GeneratorRun.Valid(Errors.Header +
            """
            [Model(8)]
            [Head("out\"come\\ <1>\r\n\uD800", 12, LossKind.CrossEntropy)]
            [Head("events", 8, LossKind.BinaryCrossEntropy, Weight = 0.1), Head("values", 3, LossKind.Huber, Weight = 0)]
            internal sealed partial class M
            {
                [Linear(23)] public partial Linear Output { get; }
            }
            """),
        "Sample.M.g.cs");

    [Fact]
    public void WithoutItsLinesAModelIsTheSameAsOneWithoutHeads()
    {
        string[] without = Lines("[Model(8)]"), with = Lines("[Model(8), Head(\"a\", 20, LossKind.Huber), Head(\"b\", 3, LossKind.MeanSquaredError)]");
        Assert.Equal(without, with.Where(line => !line.Contains("Head", System.StringComparison.Ordinal)));
        Assert.Equal(without.Length + 3, with.Length);
    }

    [Fact]
    public void TheOrderOfHeadsIsThatOfTheText()
    {
        string text = GeneratorRun.Valid(Errors.Header + "[Head(\"b\", 20, LossKind.Huber), Model(8)] [Head(\"a\", 3, LossKind.Huber)] internal sealed partial class M " + Layers).Texts.Values.Single();
        Assert.True(text.IndexOf("builder.Head(\"b\", 20", System.StringComparison.Ordinal) is var first && first > 0
            && text.IndexOf("builder.Head(\"a\", 3", System.StringComparison.Ordinal) > first);
    }

    private static string[] Lines(string attributes) =>
        GeneratorRun.Valid(Errors.Header + attributes + " internal sealed partial class M " + Layers).Texts.Values.Single().Split('\n');
}

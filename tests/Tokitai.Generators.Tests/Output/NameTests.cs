using System.Linq;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Output;

/// <summary>No name that a user may choose clashes with one of the generator's.</summary>
public class NameTests
{
    [Fact]
    public void ClassesThatDifferInCaseAlone()
    {
        GeneratorRun run = GeneratorRun.Valid("""
            using Tokitai;
            [Model(4)] internal sealed partial class Net { [Linear(4)] public partial Linear L { get; } }
            [Model(4)] internal sealed partial class NET { [Linear(4)] public partial Linear L { get; } }
            [Block] internal sealed partial class net_ { [Linear(4)] public partial Linear L { get; } }
            """);
        Assert.Equal(["NET.f8042887.g.cs", "Net.6bb83e12.g.cs", "net_.g.cs"], run.Texts.Keys.Order(System.StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Tensors")]
    [InlineData("First")]
    [InlineData("RunBackward")]
    [InlineData("Describe")]
    [InlineData("DescribeB4")]
    [InlineData("ForwardB4")]
    [InlineData("Tokitai")]
    [InlineData("System")]
    [InlineData("builder")]
    [InlineData("pass")]
    [InlineData("input")]
    public void OfMembers(string name) => GeneratorRun.Valid($$"""
        using Tokitai;
        namespace Sample;
        [Model(4)] internal sealed partial class M { [Repeat(2)] public partial Repeat<B> {{name}} { get; } }
        [Block] internal sealed partial class B { [Repeat(2)] public partial Repeat<C> {{name}} { get; } }
        [Block] internal sealed partial class C { [Linear(4)] public partial Linear {{name}} { get; } }
        """);

    [Theory]
    [InlineData("Tokitai")]
    [InlineData("System")]
    [InlineData("Linear")]
    [InlineData("Workspace")]
    [InlineData("Größe")]
    public void OfClasses(string name) => GeneratorRun.Valid($$"""
        namespace Sample;
        [global::Tokitai.Model(4)] internal sealed partial class {{name}} { [global::Tokitai.Repeat(2)] public partial global::Tokitai.Repeat<B> A { get; } }
        [global::Tokitai.Block] internal sealed partial class B { [global::Tokitai.Linear(4)] public partial global::Tokitai.Linear A { get; } }
        """);
}

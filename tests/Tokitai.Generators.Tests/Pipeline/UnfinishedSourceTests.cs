using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Tokitai.Generators.Diagnostics;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Pipeline;

/// <summary>While a user types, generator and analyzer see every beginning of a declaration: neither may ever throw.</summary>
public class UnfinishedSourceTests
{
    private const string Source = """
        using Tokitai;
        namespace Sample;
        [Model(96), ParameterBudget(1, 750_000_000), Head("a", 4096, LossKind.Huber, Weight = 0.5), MatchedBudget(typeof(Other), Tolerance = 0.1)]
        public sealed partial class Model
        {
            [Linear(1024, In = 96, Norm = NormKind.Layer)] public partial Linear InputProj { get; }
            [Repeat(84)] public partial Repeat<FeedForward> Blocks { get; }
            public Model(int seed) : this((ulong)seed) { }
        }
        [Block]
        public sealed partial class FeedForward
        {
            [Linear(4096, Bias = false, Activation = ActivationKind.Gelu)] public partial Linear Up { get; }
        }
        """;

    [Fact]
    public async Task CutOffAnywhere()
    {
        for (int length = 0; length <= Source.Length; length += 7) await AssertNothingThrows(Source[..length]);
    }

    [Fact]
    public async Task WithAPieceMissingAnywhere()
    {
        for (int start = 0; start + 9 <= Source.Length; start += 7) await AssertNothingThrows(Source.Remove(start, 9));
    }

    [Theory]
    [InlineData("[Linear(new[] { 1, 2 })] public partial Linear A { get; }")]
    [InlineData("[Linear(4, In = new[] { 1 })] public partial Linear A { get; }")]
    [InlineData("[Linear(4, Bias = null, Norm = \"x\")] public partial Linear A { get; }")]
    [InlineData("[Linear(null)] public partial Linear A { get; }")]
    [InlineData("[Linear] public partial Linear A { get; }")]
    [InlineData("[Linear(4)] public partial dynamic A { get; }")]
    [InlineData("[Linear(4)] public partial (int, Linear) A { get; }")]
    [InlineData("[Linear(4)] public unsafe partial int* A { get; }")]
    [InlineData("[Linear(4)] public partial A { get; }")]
    [InlineData("[Linear(4)] public partial Linear { get; }")]
    [InlineData("[Linear(4)] public partial Linear A { get; } public partial Linear A { get; }")]
    [InlineData("[Linear(4)] public partial Linear A { get; } [Linear(4)] public partial Linear A => default;")]
    [InlineData("[Repeat(4)] public partial Repeat<> A { get; }")]
    [InlineData("[Repeat(4)] public partial Repeat<M, M> A { get; }")]
    [InlineData("[Repeat(4)] public partial Repeat<Missing> A { get; }")]
    [InlineData("[Repeat(4)] public partial Repeat A { get; }")]
    [InlineData("[Linear(4)] public partial Missing.Linear A { get; }")]
    [InlineData("[Linear(4)] public partial Linear @ { get; }")]
    [InlineData("[Linear(4)] public partial Linear A { g")]
    [InlineData("[Linear(4)] public partial Linear A { g }")]
    [InlineData("[Linear(4)] public partial Linear A { g; set; }")]
    public Task WithOddMembers(string member) =>
        AssertNothingThrows(Errors.Header + "[Model(8)] internal sealed partial class M { " + member + " }");

    [Theory]
    [InlineData("[Model] internal partial class M { }")]
    [InlineData("[Model(new[] { 1 })] internal partial class M { }")]
    [InlineData("[Model(1), ParameterBudget(null, new long[0])] internal partial class M { [Linear(4)] public partial Linear A { get; } }")]
    [InlineData("[Model(1)] internal partial struct M { [Linear(4)] public partial Linear A { get; } }")]
    [InlineData("[Model(1)] internal partial record struct M { [Linear(4)] public partial Linear A { get; } }")]
    [InlineData("[Model(1)] internal partial interface M { [Linear(4)] public partial Linear A { get; } }")]
    [InlineData("[Model(1)] internal partial class { [Linear(4)] public partial Linear A { get; } }")]
    [InlineData("[Model(1)] internal partial class M : M { [Linear(4)] public partial Linear A { get; } }")]
    [InlineData("[Model(1)] internal partial class M { [Linear(4)] public partial Linear A { get; } } [Model(1)] partial class M { }")]
    [InlineData("[Block] internal partial class M { [Linear(4)] public partial Linear A { get; } } [Block] partial class M { }")]
    [InlineData("[Model(1)] internal partial class Net { [Linear(4)] public partial Linear A { get; } } [Model(1)] partial class NET { [Linear(4)] public partial Linear A { get; } }")]
    public Task WithOddClasses(string source) => AssertNothingThrows(Errors.Header + source);

    private static async Task AssertNothingThrows(string source)
    {
        GeneratorDriver driver = GeneratorRun.NewDriver().RunGeneratorsAndUpdateCompilation(
            Compilations.Create(source), out Compilation after, out ImmutableArray<Diagnostic> diagnostics);
        Assert.True(driver.GetRunResult().Results[0].Exception is null, $"{source}\n{driver.GetRunResult().Results[0].Exception}");
        ImmutableArray<Diagnostic> found = await after.WithAnalyzers([new DeclarationAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        Assert.All(diagnostics.Concat(found), diagnostic => Assert.True(diagnostic.Id.StartsWith("TKT", System.StringComparison.Ordinal), $"{source}\n{diagnostic}"));
        ParseEquality.Assert(Compilations.Create(source), (CSharpCompilation)after);
    }
}

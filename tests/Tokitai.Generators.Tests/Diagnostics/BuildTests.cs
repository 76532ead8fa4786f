using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>
/// What the compiler of a build prints. It stops at errors in declarations before it hears any analyzer, which the other tests only
/// imitate (<see cref="GeneratorRun.BuildAsync"/>): each case here is compiled both ways.
/// </summary>
public class BuildTests
{
    private const string SizeOutOfRange = "[Model(0)] internal sealed partial class Other { [Linear(4)] public partial Linear A { get; } }\n";

    [Fact]
    public Task WhereNoStubCanBeWrittenTheGeneratorReports() => AssertErrors(
        """
        [Model(8)] internal sealed class M { [Linear(4)] public partial Linear A { get; } }
        internal class Outer { [Block] internal sealed partial class B { [Linear(4)] public partial Linear A { get; } } }
        [Block] file sealed partial class F { [Linear(4)] public partial Linear A { get; } }
        internal sealed class Orphan { [Linear(4)] public partial Linear A { get; } }
        [Model(8)] internal sealed partial class I { [Linear(4)] public partial Linear this[int i] { get; } }
        """,
        ["TKT0001 M", "TKT0001 B", "TKT0002 F", "TKT0016 A", "TKT0003 this"],
        ["CS0751 A", "CS9248 A", "CS9248 A", "CS9248 A", "CS0751 A", "CS9248 A", "CS9248 this"]);

    [Fact]
    public Task WhereStubsAreWrittenTheAnalyzerReportsAndTheCompilerHasNothingToSay() => AssertErrors(
        SizeOutOfRange + """
        [Model(8)] internal sealed partial class G<T> { [Linear(4)] public partial Linear A { get; } }
        [Block] internal sealed partial record R { [Linear(4)] public partial Linear A { get; } }
        internal sealed partial class Orphan { [Linear(4)] public partial Linear A { get; } }
        """,
        ["TKT0007 0", "TKT0002 G", "TKT0002 R", "TKT0016 A"],
        []);

    [Fact]
    public Task DeclarationsThatNameAModelWithAnErrorDoNotHideIt() => AssertErrors(
        SizeOutOfRange + """
        internal abstract class Training<TModel> where TModel : class, IModel<TModel>;
        internal sealed class OtherTraining : Training<Other>
        {
            public Workspace<Other>? Workspace;
            public static void Step(Gradients<Other> gradients, Optimizer<Other> optimizer) { }
        }
        """,
        ["TKT0007 0"],
        []);

    [Fact]
    public Task OneClassWithoutAStubHidesWhatTheAnalyzerSaysOfOthers() => AssertErrors(
        SizeOutOfRange + "internal sealed class Orphan { [Linear(4)] public partial Linear A { get; } }",
        ["TKT0016 A"],
        ["CS0751 A", "CS9248 A"]);

    [Fact]
    public async Task AValidModelCompiles() => Assert.Empty(await RealCompiler.ErrorsAsync(Samples.DigitClassifier));

    /// <summary>Demands these errors of ours and of the compiler, each with the text at its place.</summary>
    private static async Task AssertErrors(string source, string[] ours, string[] compilers)
    {
        source = Errors.Header + source;
        GeneratorRun run = GeneratorRun.Erroneous(source);
        SourceText text = run.Before.SyntaxTrees.Single().GetText();
        IReadOnlyList<RealCompiler.Error> real = await RealCompiler.ErrorsAsync(source);
        Assert.Equal(ours, real.Where(error => IsOurs(error.Id)).Select(Describe));
        Assert.Equal(compilers, real.Where(error => !IsOurs(error.Id)).Select(Describe));

        IEnumerable<(LinePosition, string)> imitated = (await run.BuildAsync())
            .Select(diagnostic => (diagnostic.Location.GetLineSpan().StartLinePosition, $"{diagnostic.Id}: {diagnostic.GetMessage()} ({diagnostic.Descriptor.HelpLinkUri})"));
        Assert.Equal(imitated, real.Where(error => IsOurs(error.Id)).Select(error => (Start(error), $"{error.Id}: {error.Message}")));

        string Describe(RealCompiler.Error error)
        {
            Assert.Equal("File0.cs", error.File);
            string rest = text.ToString(TextSpan.FromBounds(text.Lines.GetPosition(Start(error)), text.Length));
            return $"{error.Id} {new string([.. rest.TakeWhile(char.IsLetterOrDigit)])}";
        }
    }

    private static bool IsOurs(string id) => id.StartsWith("TKT", System.StringComparison.Ordinal);

    private static LinePosition Start(RealCompiler.Error error) => new(error.Line - 1, error.Column - 1);
}

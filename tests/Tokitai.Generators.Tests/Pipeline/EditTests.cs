using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Pipeline;

/// <summary>What runs again after edits of the declarations themselves.</summary>
public class EditTests
{
    private static readonly CSharpCompilation Original = Compilations.Create(Samples.TinyDense, Samples.FeedForward, Samples.DigitClassifier);

    [Fact]
    public void AnEditOfABlockReachesTheModelsThatUseItAndNoOthers()
    {
        IEnumerable<IncrementalStepRunReason> models = After(TrackingNames.EmitModel, 1, "4096", "2048");
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], models);
    }

    [Fact]
    public void ASizeInABlockDoesNotChangeItsViews()
    {
        Assert.Equal([IncrementalStepRunReason.Unchanged], After(TrackingNames.EmitBlock, 1, "4096", "2048"));
    }

    [Fact]
    public void ACommentInAModelChangesNothing()
    {
        Assert.Equal(
            [IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached],
            After(TrackingNames.PlanModel, 0, "public sealed", "/* A comment. */ public sealed"));
    }

    private static IEnumerable<IncrementalStepRunReason> After(string step, int file, string before, string after)
    {
        GeneratorDriver driver = GeneratorRun.NewDriver().RunGenerators(Original);
        SyntaxTree tree = Original.SyntaxTrees[file];
        string text = tree.ToString();
        Assert.Contains(before, text);
        CSharpCompilation edited = Original.ReplaceSyntaxTree(tree, Compilations.Tree(text.Replace(before, after), tree.FilePath));
        return Incrementality.Reasons(driver.RunGenerators(edited).GetRunResult().Results.Single().TrackedSteps, step);
    }

    [Fact]
    public void AnErrorWithoutAStubMovesWithTheTextAboveIt()
    {
        CSharpCompilation wrong = Compilations.Create(Errors.Header + "[Block] internal sealed class B { [Linear(4)] public partial Linear A { get; } }");
        SyntaxTree tree = wrong.SyntaxTrees[0];
        CSharpCompilation edited = wrong.ReplaceSyntaxTree(tree, Compilations.Tree("\n" + tree, tree.FilePath));
        GeneratorDriver before = GeneratorRun.NewDriver().RunGenerators(wrong), after = before.RunGenerators(edited);
        int Line(GeneratorDriver driver) => Assert.Single(driver.GetRunResult().Diagnostics).Location.GetLineSpan().StartLinePosition.Line;
        Assert.Equal(Line(before) + 1, Line(after));
    }

    [Fact]
    public void StubsOfALayerOutsideOfAModelStayAsTheyAreWhenTheTextAboveMoves()
    {
        CSharpCompilation wrong = Compilations.Create(Errors.Header + "internal sealed partial class C { [Linear(4)] public partial Linear A { get; } }");
        SyntaxTree tree = wrong.SyntaxTrees[0];
        CSharpCompilation edited = wrong.ReplaceSyntaxTree(tree, Compilations.Tree("\n" + tree, tree.FilePath));
        GeneratorDriver after = GeneratorRun.NewDriver().RunGenerators(wrong).RunGenerators(edited);
        IEnumerable<IncrementalStepRunReason> reasons = Incrementality.Reasons(after.GetRunResult().Results.Single().TrackedSteps, TrackingNames.EmitOrphan);
        Assert.Equal([IncrementalStepRunReason.Cached], reasons);
    }
}

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

    [Fact]
    public void AnEditOfAModelReachesTheModelsThatMatchIt()
    {
        const string Twin = "[Model(64), MatchedBudget(typeof(DigitClassifier), Tolerance = 0.5)] internal sealed partial class Twin { [Linear(150)] public partial Linear L { get; } }";
        CSharpCompilation original = Compilations.Create(Samples.DigitClassifier, Errors.Header + Twin, Samples.TinyDense, Samples.FeedForward);
        SyntaxTree tree = original.SyntaxTrees[0];
        IEnumerable<IncrementalStepRunReason> Reasons(string before, string after, string step)
        {
            CSharpCompilation edited = original.ReplaceSyntaxTree(tree, Compilations.Tree(tree.ToString().Replace(before, after), tree.FilePath));
            GeneratorDriver driver = GeneratorRun.NewDriver().RunGenerators(original).RunGenerators(edited);
            return Incrementality.Reasons(driver.GetRunResult().Results.Single().TrackedSteps, step);
        }

        // Planned anew, with the same text while the budgets match; with another, that of stubs, when they do not.
        (IncrementalStepRunReason same, IncrementalStepRunReason changed, IncrementalStepRunReason untouched) =
            (IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached);
        Assert.Equal([changed, changed, untouched], Reasons("128", "129", TrackingNames.PlanModel));
        Assert.Equal([changed, same, untouched], Reasons("128", "129", TrackingNames.EmitModel));
        Assert.Equal([changed, changed, untouched], Reasons("128", "1280", TrackingNames.EmitModel));
        Assert.Equal([untouched, untouched, untouched], Reasons("public sealed", "/* A comment. */ public sealed", TrackingNames.PlanModel));
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

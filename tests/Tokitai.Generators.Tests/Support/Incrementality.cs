using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Tokitai.Generators.Tests.Support;

/// <summary>After an edit that has nothing to do with any model, no step behind parsing may run.</summary>
internal static class Incrementality
{
    public static void AssertCachedAfterUnrelatedEdit(GeneratorDriver driver, CSharpCompilation compilation)
    {
        CSharpCompilation edited = compilation.AddSyntaxTrees(
            Compilations.Tree("namespace Unrelated { internal class Unrelated { } }", "Unrelated.cs"));
        ImmutableDictionary<string, ImmutableArray<IncrementalGeneratorRunStep>> steps =
            driver.RunGenerators(edited).GetRunResult().Results.Single().TrackedSteps;
        foreach (string name in TrackingNames.Parsing)
        {
            Assert.All(Reasons(steps, name), reason =>
                Assert.True(reason is IncrementalStepRunReason.Unchanged or IncrementalStepRunReason.Cached, $"{name}: {reason}"));
        }

        foreach (string name in TrackingNames.Later)
        {
            Assert.All(Reasons(steps, name), reason => Assert.True(reason == IncrementalStepRunReason.Cached, $"{name}: {reason}"));
        }
    }

    /// <summary>Why each output of a step is what it is; empty if the step had nothing to do.</summary>
    public static ImmutableArray<IncrementalStepRunReason> Reasons(
        ImmutableDictionary<string, ImmutableArray<IncrementalGeneratorRunStep>> steps, string name) =>
        steps.TryGetValue(name, out ImmutableArray<IncrementalGeneratorRunStep> runs)
            ? [.. runs.SelectMany(run => run.Outputs).Select(output => output.Reason)]
            : [];
}

using System.Collections.Generic;
using System.Linq;
using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;
using Xunit;
using static Tokitai.Generators.Tests.Planning.Expansion;

namespace Tokitai.Generators.Tests.Planning;

/// <summary>Memory of repeats whose copies Backward runs again: they share one place for what lies inside them, and their outputs are kept.</summary>
public class RecomputeTests
{
    private static readonly BlockDeclaration Block = Declarations.Block("B", Declarations.Linear("Up", 100), Declarations.Linear("Down", 30));

    [Fact]
    public void ACopyTakesNoMoreThanItsOutput()
    {
        // Panels of 16 features. Input 32; one copy 112 + 32; outputs of 32; two regions of gradients as wide as the widest layer.
        Assert.Equal(32 + 112 + 32 + (5 * 32) + (2 * 112), Plan(5, isRecomputed: true).TrainingFeatures);
        Assert.Equal(32 + 112 + 32 + (6 * 32) + (2 * 112), Plan(6, isRecomputed: true).TrainingFeatures);
        Assert.Equal(32 + (5 * (112 + 32)) + (2 * 112), Plan(5, isRecomputed: false).TrainingFeatures);
    }

    [Fact]
    public void ForwardOnlyWorkspacesAndOperationsAreAsTheyWere() => Assert.All(Declarations.Towers(), model =>
    {
        ModelPlan plan = Declarations.Plan(model), recomputed = Declarations.Plan(Declarations.Recomputed(model));
        Assert.Equal(plan.InferenceFeatures, recomputed.InferenceFeatures);
        Assert.Equal(plan.TrainingFlops, recomputed.TrainingFlops);
        Assert.Equal(plan.Fingerprint, recomputed.Fingerprint);

        // What is kept stays where it is.
        List<Operation> operations = Operations(recomputed, training: false);
        Assert.All(operations.Where(IsKept), kept => Assert.Equal(kept.Input, kept.Output));
        Assert.Equal(Places(Operations(plan, training: false)), Places(operations.Where(operation => !IsKept(operation))));
    });

    [Fact]
    public void NothingIsWrittenWhereAnOutputIsKept() => Assert.All(Declarations.Towers().Select(Declarations.Recomputed), model =>
    {
        List<Operation> operations = Operations(Declarations.Plan(model), training: true);
        Dictionary<long, Region> kept = [];
        foreach (Operation operation in operations.Where(operation => IsKept(operation) && !operation.SharesMemory)) kept[operation.Output.Start] = operation.Output;
        Assert.All(operations.Where(operation => operation.Step is not CallStep && !operation.SharesMemory), operation =>
        {
            // Dropout and encodings behind a repeat change its last output, which its copies do not read.
            bool inPlace = operation.Output == operation.Input;
            Assert.True(inPlace || !kept.ContainsKey(operation.Output.Start), operation.Path);
        });
    });

    [Fact]
    public void TheRegionsOfTheFirstCopyAndTheOutputsOfAllAreTheWorkspace() => Assert.All(Declarations.Towers().Select(Declarations.Recomputed), model =>
    {
        ModelPlan plan = Declarations.Plan(model);
        var regions = new HashSet<Region> { new(0, PackedSizes.RoundUp(model.InputSize)) };
        foreach (Operation operation in Operations(plan, training: true).Where(operation => !operation.SharesMemory))
        {
            Assert.Contains(operation.Input, regions);
            if (operation.Arena is Region arena) regions.Add(arena with { Length = operation.Input.Length * ((MixtureStep)operation.Step).Declaration.TopK });
            if (operation.Statistics is Region statistics) regions.Add(statistics);
            regions.Add(operation.Output);
        }

        for (long i = 0; i < 2 + plan.Body.ResidualDepth + plan.Body.ExpertRegions; i++) regions.Add(new(plan.Gradients + (i * plan.GradientFeatures), plan.GradientFeatures));
        MemoryTests.AssertTiled(regions, plan.TrainingFeatures);
    });

    private static ModelPlan Plan(int copies, bool isRecomputed) =>
        Declarations.Plan(Declarations.Model(30, [Declarations.Repeat("Blocks", copies, "B", recompute: isRecomputed)], [Block]));

    private static bool IsKept(Operation operation) => operation.Path.EndsWith(".kept", System.StringComparison.Ordinal);

    private static List<(string, Region, Region)> Places(IEnumerable<Operation> operations) =>
        [.. operations.Select(operation => (operation.Path, operation.Input, operation.Output))];
}

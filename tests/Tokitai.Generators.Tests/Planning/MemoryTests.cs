using System.Collections.Generic;
using System.Linq;
using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;
using Xunit;
using static Tokitai.Generators.Tests.Planning.Expansion;

namespace Tokitai.Generators.Tests.Planning;

/// <summary>Where activations, gradients and parameters lie, checked on fully expanded plans.</summary>
public class MemoryTests
{
    /// <summary>
    /// Every value has a place of its own, but for two kinds that work in the place of the value before them, which nobody needs
    /// again: dropout or an encoding behind another step, and the sum of a residual.
    /// </summary>
    [Fact]
    public void ATrainingWorkspaceKeepsEverythingApart() => Assert.All(Declarations.Towers(), model =>
    {
        ModelPlan plan = Declarations.Plan(model);
        var regions = new HashSet<Region> { new(0, PackedSizes.RoundUp(model.InputSize)) };
        foreach (Operation operation in Operations(plan, training: true).Where(operation => !operation.SharesMemory))
        {
            Assert.True(regions.Contains(operation.Input), operation.Path);
            if (operation.Arena is Region arena)
            {
                // The arena begins with the experts' copy of the rows; the experts' own regions tile the rest of it.
                long rows = ((MixtureStep)operation.Step).Declaration.TopK;
                Assert.True(regions.Add(arena with { Length = operation.Input.Length * rows }), operation.Path);
            }

            if (operation.Statistics is Region statistics) Assert.True(regions.Add(statistics), operation.Path);
            bool inPlace = operation.Step is CallStep || (operation.Step is DropoutStep or PadicEncodingStep && operation.Output == operation.Input);
            Assert.Equal(!inPlace, regions.Add(operation.Output));
        }

        for (long i = 0; i < 2 + plan.Body.ResidualDepth + plan.Body.ExpertRegions; i++) regions.Add(new(plan.Gradients + (i * plan.GradientFeatures), plan.GradientFeatures));
        AssertTiled(regions, plan.TrainingFeatures);
    });

    [Fact]
    public void AForwardOnlyWorkspaceNeverOverwritesWhatALayerReads() => Assert.All(Declarations.Towers(), model =>
    {
        ModelPlan plan = Declarations.Plan(model);
        Region value = new(0, PackedSizes.RoundUp(model.InputSize));
        var untouched = new Dictionary<Region, int> { [value] = -1 };
        List<Operation> operations = [.. Operations(plan, training: false).Where(operation => !operation.SharesMemory)];
        for (int i = 0; i < operations.Count; i++)
        {
            Operation operation = operations[i];
            if (operation.Step is CallStep)
            {
                // The sum goes on with the block's result, and the block's input has not been written since it was made.
                Assert.Equal(value, operation.Output);
                int made = untouched[operation.Input];
                Assert.All(operations.Skip(made + 1).Take(i - made - 1), between => Assert.False(between.Output.Overlaps(operation.Input), operation.Path));
            }
            else
            {
                // The input is the last result, untouched since.
                Assert.Equal(value, operation.Input);
                Assert.False(operation.Arena?.Overlaps(operation.Input) ?? false, operation.Path);
                Assert.False(operation.Arena?.Overlaps(operation.Output) ?? false, operation.Path);
                Assert.True(operation.Step is DropoutStep or PadicEncodingStep || !operation.Output.Overlaps(operation.Input), operation.Path);
                Assert.False(operation.Statistics?.Overlaps(operation.Input) ?? false, operation.Path);
                Assert.False(operation.Statistics?.Overlaps(operation.Output) ?? false, operation.Path);
            }

            Assert.True(operation.Output.End <= plan.InferenceFeatures, operation.Path);
            if (operation.Arena is Region arena)
            {
                // The experts go on with a copy of the rows, and nothing outside of the arena is written before their sum.
                Assert.True(arena.End <= plan.InferenceFeatures, operation.Path);
                value = arena with { Length = operation.Input.Length * ((MixtureStep)operation.Step).Declaration.TopK };
                string path = operation.Path[..^"router".Length];
                Assert.All(
                    operations.Skip(i + 1).TakeWhile(inside => inside.Path != path + "sum"),
                    inside => Assert.True(inside.Output.Start >= arena.Start && inside.Output.End <= arena.End, inside.Path));
            }
            else
            {
                value = operation.Output;
            }

            untouched[value] = i;
        }

        Assert.Equal(plan.Body.Output.Inference, value.Start);
    });

    [Fact]
    public void OnlyDropoutAndEncodingsThatComeFirstInTheirClassCopy() => Assert.All(Declarations.Towers(), model =>
        Assert.All(Operations(Declarations.Plan(model), training: true).Where(operation => operation.Step is DropoutStep or PadicEncodingStep), operation =>
            Assert.Equal(operation.Step.Name is "Noise" or "Code", operation.Input != operation.Output)));

    [Fact]
    public void DropoutLayersAreNumberedInTheOrderInWhichTheyRun() => Assert.All(Declarations.Towers(), model =>
    {
        ModelPlan plan = Declarations.Plan(model);
        long[] numbers = [.. Operations(plan, training: true).Where(operation => operation.Dropout is not null).Select(operation => operation.Dropout!.Value)];
        Assert.Equal(Enumerable.Range(0, numbers.Length).Select(number => (long)number), numbers);
        Assert.Equal(numbers.Length, plan.Body.DropoutLayers);
    });

    [Fact]
    public void GradientsAreKeptOnceForEachResidualAroundAnother()
    {
        BlockDeclaration[] blocks =
        [
            Declarations.Block("A", Declarations.Linear("L", 8)), Declarations.Block("B", Declarations.Residual("R", "A"), Declarations.Repeat("S", 3, "A", residual: true)),
            Declarations.Block("C", Declarations.Repeat("R", 2, "B", residual: true)),
        ];
        Assert.Equal(0, Depth(Declarations.Repeat("R", 2, "A")));
        Assert.Equal(1, Depth(Declarations.Residual("R", "A")));
        Assert.Equal(2, Depth(Declarations.Residual("R", "B")));
        Assert.Equal(3, Depth(Declarations.Residual("R", "C")));
        Assert.Equal(2, Depth(Declarations.Repeat("R", 2, "C")));

        int Depth(LayerDeclaration layer) => Declarations.Plan(Declarations.Model(8, [layer], blocks)).Body.ResidualDepth;
    }

    [Fact]
    public void CopiesAlternateBetweenTwoArenasInAForwardOnlyWorkspace()
    {
        ModelPlan plan = Declarations.Plan(Declarations.Model(
            32, [Declarations.Repeat("Blocks", 6, "B")], [Declarations.Block("B", Declarations.Linear("L", 32))]));
        Assert.Equal([32, 64, 32, 64, 32, 64], Operations(plan, training: false).Select(operation => operation.Output.Start));
        Assert.Equal(96, plan.InferenceFeatures);
    }

    [Fact]
    public void ParametersFollowEachOtherWithoutGaps() => Assert.All(Declarations.Towers(), model =>
    {
        ModelPlan plan = Declarations.Plan(model);
        var regions = new List<Region>();
        foreach (Operation operation in Operations(plan, training: true))
        {
            if (operation.Arena is not null)
            {
                var mixture = (MixtureStep)operation.Step;
                regions.Add(new(operation.Parameters + mixture.Weight, PackedSizes.Weight(mixture.Declaration.Count, mixture.Inputs)));
                Vector(mixture.Bias, mixture.Declaration.Count);
            }
            else if (operation.Step is LinearStep linear)
            {
                regions.Add(new(operation.Parameters + linear.Weight, PackedSizes.Weight(linear.Outputs, linear.Inputs)));
                Vector(linear.Bias, linear.Outputs);
            }
            else if (operation.Step is NormStep norm)
            {
                Vector(norm.Weight, norm.Features);
                Vector(norm.Bias, norm.Features);
            }

            void Vector(long? offset, int features)
            {
                if (offset is long present) regions.Add(new(operation.Parameters + present, PackedSizes.RoundUp(features)));
            }
        }

        Assert.Equal(plan.Body.TensorCount, regions.Count);
        AssertTiled(regions, plan.Body.PackedLength);
    });

    [Fact]
    public void RegionsOfGradientsHoldTheWidestLayer() => Assert.All(Declarations.Towers(), model =>
    {
        ModelPlan plan = Declarations.Plan(model);
        Assert.Equal(plan.GradientFeatures, Operations(plan, training: true).Max(operation => operation.Step switch
        {
            MixtureStep mixture => PackedSizes.RoundUp(int.Max(mixture.Declaration.Count, int.Max(mixture.Inputs, mixture.Outputs))),
            LinearStep linear => PackedSizes.RoundUp(int.Max(linear.Inputs, linear.Outputs)),
            NormStep norm => PackedSizes.RoundUp(norm.Features),
            ActivateStep activate => PackedSizes.RoundUp(activate.Features),
            DropoutStep dropout => PackedSizes.RoundUp(dropout.Features),
            _ => 0,
        }));
    });

    /// <summary>The regions cover the whole exactly once.</summary>
    internal static void AssertTiled(IEnumerable<Region> regions, long length)
    {
        long end = 0;
        foreach (Region region in regions.OrderBy(region => region.Start))
        {
            if (region.Start != end) Assert.Fail($"A region starts at {region.Start} instead of {end}.");
            end = region.End;
        }

        Assert.Equal(length, end);
    }
}

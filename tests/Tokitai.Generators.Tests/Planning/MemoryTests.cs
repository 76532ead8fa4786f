using System.Collections.Generic;
using System.Linq;
using Tokitai.Generators.Planning;
using Xunit;
using static Tokitai.Generators.Tests.Planning.Expansion;

namespace Tokitai.Generators.Tests.Planning;

/// <summary>Where activations, gradients and parameters lie, checked on fully expanded plans.</summary>
public class MemoryTests
{
    [Fact]
    public void ATrainingWorkspaceKeepsEverythingApart() => Assert.All(Declarations.Towers(), model =>
    {
        ModelPlan plan = Declarations.Plan(model);
        var regions = new HashSet<Region> { new(0, PackedSizes.RoundUp(model.InputSize)) };
        foreach (Layer layer in Layers(plan, training: true))
        {
            Assert.True(regions.Contains(layer.Input), layer.Path);
            Assert.True(regions.Add(layer.Product), layer.Path);
            if (layer.Statistics is Region statistics) Assert.True(regions.Add(statistics), layer.Path);
            if (layer.Output != layer.Product) Assert.True(regions.Add(layer.Output), layer.Path);
        }

        regions.Add(new(plan.Gradients, plan.GradientFeatures));
        regions.Add(new(plan.Gradients + plan.GradientFeatures, plan.GradientFeatures));
        AssertTiled(regions, plan.TrainingFeatures);
    });

    [Fact]
    public void AForwardOnlyWorkspaceNeverOverwritesWhatALayerReads() => Assert.All(Declarations.Towers(), model =>
    {
        ModelPlan plan = Declarations.Plan(model);
        Region value = new(0, PackedSizes.RoundUp(model.InputSize));
        foreach (Layer layer in Layers(plan, training: false))
        {
            // The input is the last layer's output, untouched since.
            Assert.Equal(value, layer.Input);
            Assert.False(layer.Product.Overlaps(layer.Input), layer.Path);
            Assert.True(layer.Output == layer.Product || !layer.Output.Overlaps(layer.Product), layer.Path);
            Assert.False(layer.Statistics?.Overlaps(layer.Product) ?? false, layer.Path);
            Assert.False(layer.Statistics?.Overlaps(layer.Output) ?? false, layer.Path);
            Assert.True(layer.Output.End <= plan.InferenceFeatures, layer.Path);
            value = layer.Output;
        }

        Assert.Equal(plan.Body.Output.Inference, value.Start);
    });

    [Fact]
    public void CopiesAlternateBetweenTwoArenasInAForwardOnlyWorkspace()
    {
        ModelPlan plan = Declarations.Plan(Declarations.Model(
            32, [Declarations.Repeat("Blocks", 6, "B")], [Declarations.Block("B", Declarations.Linear("L", 32))]));
        Assert.Equal([32, 64, 32, 64, 32, 64], Layers(plan, training: false).Select(layer => layer.Output.Start));
        Assert.Equal(96, plan.InferenceFeatures);
    }

    [Fact]
    public void ParametersFollowEachOtherWithoutGaps() => Assert.All(Declarations.Towers(), model =>
    {
        ModelPlan plan = Declarations.Plan(model);
        var regions = new List<Region>();
        foreach (Layer layer in Layers(plan, training: true))
        {
            LinearStep step = layer.Step;
            regions.Add(new(layer.Parameters + step.Weight, PackedSizes.Weight(step.Outputs, step.Inputs)));
            foreach (long? vector in (long?[])[step.Bias, step.NormWeight, step.NormBias])
            {
                if (vector is long offset) regions.Add(new(layer.Parameters + offset, PackedSizes.RoundUp(step.Outputs)));
            }
        }

        Assert.Equal(plan.Body.TensorCount, regions.Count);
        AssertTiled(regions, plan.Body.PackedLength);
    });

    [Fact]
    public void RegionsOfGradientsHoldTheWidestLayer() => Assert.All(Declarations.Towers(), model =>
    {
        ModelPlan plan = Declarations.Plan(model);
        Assert.Equal(plan.GradientFeatures, Layers(plan, training: true).Max(layer => long.Max(layer.Input.Length, layer.Output.Length)));
    });

    /// <summary>The regions cover the whole exactly once.</summary>
    private static void AssertTiled(IEnumerable<Region> regions, long length)
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

using System.Linq;
using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;
using Xunit;
using static Tokitai.Generators.Tests.Planning.Declarations;

namespace Tokitai.Generators.Tests.Planning;

/// <summary>Sizes of mixtures of experts: parameters, operations a sample, memory of the arena.</summary>
public class MixtureTests
{
    private static readonly BlockDeclaration Expert = Block("E", Linear("Up", 40), Linear("Down", 20));
    private static readonly BlockDeclaration Deep = Block("D", Linear("In", 32), Residual("Skip", "R"), Mixture("Inner", 3, 2, "E"), Dropout("Noise", 0.5f));
    private static readonly BlockDeclaration Around = Block("R", Linear("Same", 32));

    [Fact]
    public void ParametersAreThoseOfTheRouterAndOfAllExperts()
    {
        BlockPlan body = Plan(Model(10, [Mixture("Experts", 4, 2, "E")], [Expert])).Body;
        long expert = (10 * 40) + 40 + (40 * 20) + 20;
        Assert.Equal((4 * 10) + 4 + (4 * expert), body.ParameterCount);
        Assert.Equal(2 + (4 * 4), body.TensorCount);

        // Router [4, 10] takes one panel; 40 outputs take three panels, 20 take two.
        Assert.Equal((16 * 10) + 16 + (4 * ((48 * 10) + 48 + (32 * 40) + 32)), body.PackedLength);
        Assert.Equal(20, body.Outputs);
    }

    [Fact]
    public void OperationsAreThoseOfTheRouterAndOfTheChosenExperts()
    {
        ModelPlan plan = Plan(Model(10, [Mixture("Experts", 4, 2, "E")], [Expert]));
        Assert.Equal(2 * ((4 * 10) + (2 * ((10 * 40) + (40 * 20)))), plan.Body.ForwardFlops);

        // Nobody needs the gradient of the model's input: neither the router's part nor that of the experts' first layers.
        Assert.Equal((3 * plan.Body.ForwardFlops) - (2 * ((4 * 10) + (2 * 10 * 40))), plan.TrainingFlops);
    }

    [Fact]
    public void TheArenaHasRoomForTheChosenExpertsOfEverySample()
    {
        ModelPlan plan = Plan(Model(10, [Mixture("Experts", 40, 3, "E")], [Expert]));

        // Input, 40 logits and 20 outputs; three times the experts' input and their two products.
        long arena = 3 * (16 + 48 + 32);
        Assert.Equal(16 + 48 + 32 + arena, plan.Gradients);
        Assert.Equal(plan.Gradients, plan.InferenceFeatures);

        // Two regions outside of the arena and three times two inside, each as wide as the widest layer.
        Assert.Equal(48, plan.GradientFeatures);
        Assert.Equal(plan.Gradients + ((2 + (3 * 2)) * 48), plan.TrainingFeatures);
        Assert.Equal(3, plan.Body.RowsPerSample);
    }

    [Fact]
    public void ManyExpertsAreALayerAsWideAsTheirLogits() =>
        Assert.Equal(112, Plan(Model(10, [Mixture("Experts", 100, 1, "E")], [Expert])).GradientFeatures);

    [Fact]
    public void NestedArenasMultiply()
    {
        ModelPlan plan = Plan(Model(10, [Repeat("Blocks", 2, "M")], [Block("M", Mixture("Outer", 4, 3, "D")), Deep, Around, Expert]));

        // An expert keeps one gradient in its residual, and its inner mixture has two rows with two regions each.
        Assert.Equal(3 * (2 + 1 + (2 * 2)), plan.Body.ExpertRegions);
        Assert.Equal(6, plan.Body.RowsPerSample);
        Assert.Equal(2 * (1 + 4), plan.Body.Mixtures);
        Assert.Equal(2 * 4, plan.Body.DropoutLayers);
        Assert.Equal(0, plan.Body.ResidualDepth);
    }

    [Fact]
    public void MixturesAndTheirDropoutLayersAreNumberedInTheOrderInWhichTheyRun()
    {
        ModelPlan plan = Plan(Model(10, [Dropout("First", 0.1f), Mixture("A", 4, 3, "D"), Dropout("Between", 0.1f), Mixture("B", 2, 1, "E")], [Deep, Around, Expert]));
        MixtureStep[] mixtures = [.. plan.Body.Steps.OfType<MixtureStep>()];
        Assert.Equal([0, 5], mixtures.Select(mixture => mixture.Mixture));
        Assert.Equal([1, 0], mixtures.Select(mixture => mixture.MixtureStride));
        Assert.Equal([1, 6], mixtures.Select(mixture => mixture.Dropouts));
        Assert.Equal([1, 0], mixtures.Select(mixture => mixture.DropoutStride));
    }

    [Fact]
    public void AGradientComesBackToTheRegionThatItCameIn()
    {
        Assert.Equal(0, Plan(Model(10, [Mixture("A", 4, 2, "R")], [Around])).Body.LinearLayers);
        Assert.Equal(2, Plan(Model(10, [Linear("L", 8), Mixture("A", 4, 2, "R"), Linear("K", 8)], [Around])).Body.LinearLayers);
    }

    [Fact]
    public void TheFingerprintKnowsRouterAndChoiceButNothingOfTraining()
    {
        string plain = Fingerprint(Mixture("Experts", 4, 2, "E"));
        Assert.Equal(plain, Fingerprint(Mixture("Experts", 4, 2, "E") with { LoadBalance = 1, RouterZLoss = 1, RouterNoise = 1, GluingPenalty = 1, DetachGates = true }));
        string[] others =
        [
            plain, Fingerprint(Mixture("Experts", 5, 2, "E")), Fingerprint(Mixture("Experts", 4, 3, "E")),
            Fingerprint(Mixture("Experts", 4, 2, "E") with { Renormalize = true }), Fingerprint(Mixture("Others", 4, 2, "E")), Fingerprint(Repeat("Experts", 4, "E")),
        ];
        Assert.Equal(others.Length, others.Distinct().Count());

        string Fingerprint(LayerDeclaration layer) => Plan(Model(20, [layer], [Expert])).Fingerprint;
    }

    [Fact]
    public void RowsThatKernelsCannotCountAreTooMany()
    {
        BlockDeclaration[] blocks = [Block("A", Mixture("X", 300, 300, "B")), Block("B", Mixture("Y", 300, 300, "R")), Around];
        Finding fault = Fault(Model(4, [Linear("L", 4), Repeat("Z", 1, "A")], blocks));
        Assert.Equal("TKT0020", fault.Id);
        Assert.Equal(["X", "a sample takes 90,000 rows in it; the most is 65,536"], fault.Arguments);
    }
}

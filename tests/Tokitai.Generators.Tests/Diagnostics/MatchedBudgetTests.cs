using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0027, TKT0028</summary>
public class MatchedBudgetTests
{
    private const string Hundred = "[Model(10)] internal sealed partial class Hundred { [Linear(10, Bias = false)] public partial Linear L { get; } }\n";

    [Theory]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    public void Within(int parameters) => GeneratorRun.Valid(Errors.Header + Hundred + Model(parameters, "MatchedBudget(typeof(Hundred))"));

    [Theory]
    [InlineData(102, "2 % more")]
    [InlineData(98, "2 % less")]
    [InlineData(1234567, "1234467 % more")]
    public Task Beyond(int parameters, string difference) => Errors.AssertAsync(
        Hundred + Model(parameters, "MatchedBudget(typeof(Hundred))"), "TKT0027", "MatchedBudget(typeof(Hundred))",
        $"M has {parameters:N0} parameters, {difference} than the 100 of Hundred: the tolerance is 1 % of these");

    /// <summary>0.29 * 100 is below 29 in binary.</summary>
    [Theory]
    [InlineData("0.29", 129, 71, 29)]
    [InlineData("0", 100, 100, 0)]
    [InlineData("0.5", 150, 50, 50)]
    public async Task TheToleranceIsRelativeToTheOtherModelAndIncludesItsEnds(string tolerance, int most, int least, int percent)
    {
        string attribute = $"MatchedBudget(typeof(Hundred), Tolerance = {tolerance})";
        GeneratorRun.Valid(Errors.Header + Hundred + Model(most, attribute));
        GeneratorRun.Valid(Errors.Header + Hundred + Model(least, attribute));
        await Errors.AssertAsync(
            Hundred + Model(most + 1, attribute), "TKT0027", attribute,
            $"M has {most + 1} parameters, {most + 1 - 100} % more than the 100 of Hundred: the tolerance is {percent} % of these");
        await Errors.AssertAsync(
            Hundred + Model(least - 1, attribute), "TKT0027", attribute,
            $"M has {least - 1} parameters, {100 - (least - 1)} % less than the 100 of Hundred: the tolerance is {percent} % of these");
    }

    [Fact]
    public Task ADifferenceJustAboveTheToleranceIsShownAsSuch() => Errors.AssertAsync(
        """
        [Model(1000)] internal sealed partial class Other { [Linear(1000, Bias = false)] public partial Linear L { get; } }
        [Model(1), MatchedBudget(typeof(Other))] internal sealed partial class M { [Linear(1010001, Bias = false)] public partial Linear L { get; } }
        """,
        "TKT0027", "MatchedBudget(typeof(Other))", "M has 1,010,001 parameters, 1.0001 % more than the 1,000,000 of Other: the tolerance is 1 % of these");

    /// <summary>As many parameters as the other model may have, but the second product costs a gradient of its input.</summary>
    [Theory]
    [InlineData("BudgetMeasure.ForwardFlops", "forward FLOPs a sample", 240, 200, 20)]
    [InlineData("BudgetMeasure.TrainingFlops", "training FLOPs a sample", 600, 400, 50)]
    public Task OperationsOfASample(string measure, string unit, int own, int others, int difference) => Errors.AssertAsync(
        Hundred
        + $$"""
        [Model(10), MatchedBudget(typeof(Hundred), Tolerance = 0.2), MatchedBudget(typeof(Hundred), Measure = {{measure}}, Tolerance = 0.19)]
        internal sealed partial class M
        {
            [Linear(6, Bias = false)] public partial Linear First { get; }
            [Linear(10, Bias = false)] public partial Linear Second { get; }
        }
        """,
        "TKT0027", $"MatchedBudget(typeof(Hundred), Measure = {measure}, Tolerance = 0.19)",
        $"M has {own} {unit}, {difference} % more than the {others} of Hundred: the tolerance is 19 % of these");

    [Fact]
    public Task AModelWithoutProducts() => Errors.AssertAsync(
        """
        [Model(10)] internal sealed partial class Norms { [RmsNorm] public partial RmsNorm N { get; } }
        [Model(10), MatchedBudget(typeof(Norms), Measure = BudgetMeasure.ForwardFlops)] internal sealed partial class M { [Linear(1)] public partial Linear L { get; } }
        """,
        "TKT0027", "MatchedBudget(typeof(Norms), Measure = BudgetMeasure.ForwardFlops)",
        "M has 20 forward FLOPs a sample, infinitely more than the 0 of Norms: the tolerance is 1 % of these");

    [Fact]
    public Task EveryPairOfModelsThatMatchEachOtherIsCompared() => Errors.AssertAsync(
        [
            """
            [Model(10), MatchedBudget(typeof(B))] internal sealed partial class A { [Linear(10, Bias = false)] public partial Linear L { get; } }
            [Model(10), MatchedBudget(typeof(A))] internal sealed partial class B { [Linear(20, Bias = false)] public partial Linear L { get; } }
            """,
        ],
        [
            new("TKT0027", "MatchedBudget(typeof(B))", "A has 100 parameters, 50 % less than the 200 of B: the tolerance is 1 % of these"),
            new("TKT0027", "MatchedBudget(typeof(A))", "B has 200 parameters, 100 % more than the 100 of A: the tolerance is 1 % of these"),
        ]);

    [Fact]
    public Task WhileTheOtherModelHasAnErrorNothingIsCompared() => Errors.AssertAsync(
        Model(5, "MatchedBudget(typeof(Wrong))") + "[Model(10)] internal sealed partial class Wrong { [Linear(0)] public partial Linear L { get; } }",
        "TKT0007", "0", "The number of outputs of 'L' is 0: it must be from 1 to 16777216");

    [Fact]
    public Task WhileABlockOfTheOtherModelHasAnErrorNothingIsCompared() => Errors.AssertAsync(
        Model(5, "MatchedBudget(typeof(User))")
        + "[Model(10)] internal sealed partial class User { [Repeat(2)] public partial Repeat<Wrong> R { get; } }"
        + "[Block] internal sealed partial class Wrong { [Linear(0)] public partial Linear L { get; } }",
        "TKT0007", "0", "The number of outputs of 'L' is 0: it must be from 1 to 16777216");

    [Fact]
    public Task WhatOnlyPlanningFindsInTheOtherModelIsItsOwnErrorAlone() => Errors.AssertAsync(
        Model(5, "MatchedBudget(typeof(Wrong))") + "[Model(10)] internal sealed partial class Wrong { [Linear(4, In = 3)] public partial Linear L { get; } }",
        "TKT0008", "In = 3", "'L' of Wrong states In = 3, but 10 features reach it");

    [Theory]
    [InlineData("M", "M", "the model itself")]
    [InlineData("Plain", "Plain", "no class with [Model] in the source of this project")]
    [InlineData("B", "B", "no class with [Model] in the source of this project")]
    [InlineData("string", "string", "no class with [Model] in the source of this project")]
    [InlineData("Hundred[]", "Hundred[]", "no class with [Model] in the source of this project")]
    [InlineData("Repeat<>", "Repeat<>", "no class with [Model] in the source of this project")]
    public Task WhatCannotBeMatched(string type, string shown, string why) => Errors.AssertAsync(
        Hundred + "internal sealed class Plain;\n[Block] internal sealed partial class B { [Linear(4)] public partial Linear L { get; } }\n" + Model(5, $"MatchedBudget(typeof({type}))"),
        "TKT0028", $"typeof({type})", $"M is to match {shown}, which is {why}");

    [Fact]
    public Task Null() => Errors.AssertAsync(
        Model(5, "MatchedBudget(other: null!)"), "TKT0028", "other: null!", "M is to match null, which is no class with [Model] in the source of this project");

    [Theory]
    [InlineData("-0.01", "-0.01")]
    [InlineData("1", "1")]
    [InlineData("double.NaN", "NaN")]
    public Task Tolerances(string tolerance, string shown) => Errors.AssertAsync(
        Hundred + Model(100, $"MatchedBudget(typeof(Hundred), Tolerance = {tolerance})"), "TKT0022", $"Tolerance = {tolerance}",
        $"The tolerance of the matched budget of M is {shown}: it must be at least 0 and below 1");

    [Fact]
    public Task Measures() => Errors.AssertAsync(
        Hundred + Model(100, "MatchedBudget(typeof(Hundred), Measure = (BudgetMeasure)3)"), "TKT0017", "Measure = (BudgetMeasure)3",
        "Measure of 'M' is 3, which is no value of BudgetMeasure");

    private static string Model(int parameters, string attribute) =>
        $"[Model(1), {attribute}] internal sealed partial class M {{ [Linear({parameters}, Bias = false)] public partial Linear L {{ get; }} }}\n";
}

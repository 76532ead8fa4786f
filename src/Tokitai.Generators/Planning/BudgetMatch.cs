using System;
using System.Globalization;
using Tokitai.Generators.Diagnostics;
using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>Compares the sizes of two models.</summary>
internal static class BudgetMatch
{
    private const int MaxPlaces = 12;

    /// <summary>What is wrong, or null: also where the other model cannot be planned, since its error is reported there.</summary>
    public static Finding? Check(ModelPlan plan, MatchedBudgetDeclaration budget)
    {
        if (ModelPlanner.Plan(budget.Other).Plan is not ModelPlan other) return null;
        long own = Size(plan, budget.Measure), wanted = Size(other, budget.Measure);

        // In decimal, where 0.29 of 100 is 29.
        decimal difference = Math.Abs((decimal)own - wanted), tolerance = (decimal)budget.Tolerance;
        if (difference <= tolerance * wanted) return null;
        return Finding.OnAttribute(
            Ids.MatchMissed, plan.Type.MetadataName, null, KnownNames.MatchedBudget, null, plan.Type.DisplayName, Numbers.Grouped(own), Unit(budget.Measure),
            wanted == 0 ? "infinitely" : Percent(100 * difference / wanted, 100 * tolerance), own > wanted ? "more" : "less", Numbers.Grouped(wanted),
            other.Type.DisplayName, (100 * tolerance).ToString("0.############", CultureInfo.InvariantCulture)) with
        {
            Occurrence = budget.Occurrence,
        };
    }

    private static long Size(ModelPlan plan, BudgetMeasure measure) => measure switch
    {
        BudgetMeasure.ForwardFlops => plan.Body.ForwardFlops,
        BudgetMeasure.TrainingFlops => plan.TrainingFlops,
        _ => plan.Body.ParameterCount,
    };

    private static string Unit(BudgetMeasure measure) => measure switch
    {
        BudgetMeasure.ForwardFlops => "forward FLOPs a sample",
        BudgetMeasure.TrainingFlops => "training FLOPs a sample",
        _ => "parameters",
    };

    /// <summary>Two places, or as many as it takes to be seen to lie above the tolerance.</summary>
    private static string Percent(decimal value, decimal tolerance)
    {
        int places = 2;
        while (places < MaxPlaces && Math.Round(value, places) <= tolerance) places++;
        return Math.Round(value, places).ToString("0.############", CultureInfo.InvariantCulture) + " %";
    }
}

using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using DenseVsMoe.Study;

namespace DenseVsMoe.Options;

/// <summary>Lists in options, separated by commas.</summary>
internal static class Lists
{
    /// <summary>Contestants by their names, in the order of the budget; all of them for no list.</summary>
    public static (IReadOnlyList<Contestant> Values, string? Error) Arms(string? text, Budget budget)
    {
        if (text is null) return (budget.Contestants, null);
        string[] names = text.Split(',');
        foreach (string name in names)
        {
            if (budget.Contestants.All(arm => arm.Name != name))
            {
                return ([], $"'{name}' is no contestant; there are {string.Join(", ", budget.Contestants.Select(arm => arm.Name))}.");
            }

            if (names.Count(other => other == name) > 1) return ([], $"'{name}' stands there twice.");
        }

        return ([.. budget.Contestants.Where(arm => names.Contains(arm.Name))], null);
    }

    /// <summary>Learning rates; none for no list.</summary>
    public static (IReadOnlyList<float> Values, string? Error) Rates(string? text)
    {
        var rates = new List<float>();
        foreach (string part in text?.Split(',') ?? [])
        {
            if (!float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out float rate) || !(rate > 0 && rate <= 1))
            {
                return ([], $"'{part}' is no learning rate above 0 and up to 1.");
            }

            if (rates.Contains(rate)) return ([], $"'{part}' stands there twice.");
            rates.Add(rate);
        }

        return (rates, null);
    }
}

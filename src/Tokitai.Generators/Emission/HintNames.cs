using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Tokitai.Generators.Emission;

/// <summary>
/// Names of generated files. The compiler tells them apart without regard to case, but classes with it; only names that clash get
/// a hash behind them.
/// </summary>
internal static class HintNames
{
    /// <summary>The names that differ from another one in case alone.</summary>
    public static EquatableArray<string> Clashing(IEnumerable<string> names) => names
        .Distinct()
        .GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .SelectMany(group => group)
        .OrderBy(name => name, StringComparer.Ordinal)
        .ToEquatableArray();

    /// <summary>The file under a name of its own.</summary>
    public static GeneratedFile Resolve(GeneratedFile file, EquatableArray<string> clashing)
    {
        if (!clashing.Contains(file.HintName)) return file;
        using SHA256 hash = SHA256.Create();
        string digits = string.Concat(hash.ComputeHash(Encoding.UTF8.GetBytes(file.HintName)).Take(4)
            .Select(value => value.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
        return file with { HintName = file.HintName.Replace(".g.cs", $".{digits}.g.cs") };
    }
}

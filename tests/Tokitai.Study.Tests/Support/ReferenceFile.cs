using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Tokitai.Study.Tests.Support;

/// <summary>Lines of fields, as eng/statistics-reference.py writes them.</summary>
internal static class ReferenceFile
{
    public static IEnumerable<string[]> Read(string name) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Reference", name)).Where(line => line[0] != '#').Select(line => line.Split(' '));

    public static double Number(string field) => double.Parse(field, CultureInfo.InvariantCulture);

    public static int[] Labels(string digits) => [.. digits.Select(digit => digit - '0')];
}

using System.Globalization;

namespace Tokitai.Generators;

/// <summary>Numbers as text, the same on every machine.</summary>
internal static class Numbers
{
    /// <summary>Digits alone, as code has them.</summary>
    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The shortest decimal that is this float again, such as <c>0.1</c> or <c>1e-5</c>.</summary>
    public static string Text(float value)
    {
        string text = "";
        for (int digits = 1; digits <= 9; digits++)
        {
            text = value.ToString("G" + Text(digits), CultureInfo.InvariantCulture);
            if (float.Parse(text, CultureInfo.InvariantCulture) == value) break;
        }

        int exponent = text.IndexOf('E');
        return exponent < 0 ? text : text.Substring(0, exponent) + "e" + Text(int.Parse(text.Substring(exponent + 1), CultureInfo.InvariantCulture));
    }

    /// <summary>With separators, as people read them.</summary>
    public static string Grouped(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Bytes in a unit that people read.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1L << 10 => Text(bytes) + " bytes",
        < 1L << 20 => (bytes / 1024.0).ToString("F1", CultureInfo.InvariantCulture) + " KiB",
        < 1L << 30 => (bytes / 1048576.0).ToString("F1", CultureInfo.InvariantCulture) + " MiB",
        _ => (bytes / 1073741824.0).ToString("F2", CultureInfo.InvariantCulture) + " GiB",
    };
}

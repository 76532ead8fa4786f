using System.Text.Json;

namespace DenseVsMoe.Report;

/// <summary>Numbers for JSON, which has no NaN and no infinity.</summary>
internal static class JsonNumbers
{
    /// <summary>Writes a number, or <c>null</c> for one that is missing or not finite.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    /// <summary>Writes a number with the digits of single precision, or <c>null</c> for one that is not finite.</summary>
    public static void WriteSingle(this Utf8JsonWriter json, string name, double value)
    {
        if (float.IsFinite((float)value)) json.WriteNumber(name, (float)value);
        else json.WriteNull(name);
    }
}

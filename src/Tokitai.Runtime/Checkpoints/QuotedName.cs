using System;

namespace Tokitai.Checkpoints;

/// <summary>A name that came from a file, made fit for a message: of bounded length, without control characters.</summary>
internal static class QuotedName
{
    private const int MaxLength = 100;

    public static string Of(string name)
    {
        string kept = name.Length <= MaxLength ? name : string.Concat(name.AsSpan(0, MaxLength), "...");
        return $"'{string.Create(kept.Length, kept, static (text, source) =>
        {
            for (int i = 0; i < text.Length; i++) text[i] = char.IsControl(source[i]) ? '?' : source[i];
        })}'";
    }
}

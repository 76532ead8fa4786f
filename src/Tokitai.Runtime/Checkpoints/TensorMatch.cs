using System;
using System.Collections.Generic;
using System.Linq;

namespace Tokitai.Checkpoints;

/// <summary>Finds the model's tensor for each tensor of a file, and reports everything that does not fit in one error.</summary>
internal static class TensorMatch
{
    private const int MaxNames = 1_000;

    /// <summary>Matches by name.</summary>
    /// <param name="fileName">For errors.</param>
    /// <param name="entries">The tensors of the file.</param>
    /// <param name="info">The model.</param>
    /// <returns>For each entry its tensor.</returns>
    /// <exception cref="SafetensorsException">Names or shapes differ.</exception>
    public static TensorInfo[] Find(string fileName, IReadOnlyList<SafetensorsEntry> entries, ModelInfo info)
    {
        Dictionary<string, TensorInfo> missing = info.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var tensors = new TensorInfo[entries.Count];
        List<string> unexpected = [], misshaped = [];
        for (int i = 0; i < entries.Count; i++)
        {
            SafetensorsEntry entry = entries[i];
            string name = QuotedName.Of(entry.Name);
            if (!missing.Remove(entry.Name, out TensorInfo? tensor)) unexpected.Add(name);
            else if (HasShape(tensor, entry.Shape)) tensors[i] = tensor;
            else misshaped.Add($"{name} is {Shape(entry.Shape)} in the file and {Shape(tensor.Shape)} in the model");
        }

        List<string> problems = [];
        Report(problems, "missing", [.. info.Tensors.Where(tensor => missing.ContainsKey(tensor.Name)).Select(tensor => $"'{tensor.Name}'")]);
        Report(problems, "unexpected", unexpected);
        Report(problems, "of another shape", misshaped);
        return problems.Count == 0
            ? tensors
            : throw new SafetensorsException(fileName, $"the tensors are not those of {info.Name}; {string.Join("; ", problems)}.");
    }

    private static bool HasShape(TensorInfo tensor, long[] shape)
    {
        if (tensor.Shape.Count != shape.Length) return false;
        for (int i = 0; i < shape.Length; i++)
        {
            if (tensor.Shape[i] != shape[i]) return false;
        }

        return true;
    }

    private static string Shape<T>(IEnumerable<T> sizes) => $"[{string.Join(", ", sizes)}]";

    private static void Report(List<string> problems, string what, List<string> names)
    {
        if (names.Count == 0) return;
        string more = names.Count > MaxNames ? $", and {names.Count - MaxNames} more" : "";
        problems.Add($"{names.Count} {what}: {string.Join(", ", names.Take(MaxNames))}{more}");
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Tokitai;

namespace Digits;

/// <summary>Digits with their labels: pixels row-major <c>[count, 64]</c>, scaled to 0..1.</summary>
public sealed class DigitSet
{
    private const int Pixels = DigitClassifier.InputSize;

    private DigitSet(float[] pixels, int[] labels)
    {
        Inputs = pixels;
        Labels = labels;
    }

    /// <summary>Number of digits.</summary>
    public int Count => Labels.Length;

    /// <summary>All pixels.</summary>
    public float[] Inputs { get; }

    /// <summary>The digit that each image shows.</summary>
    public int[] Labels { get; }

    /// <summary>Reads lines of 64 pixels (0 to 16) and a label.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">A line is no digit.</exception>
    public static DigitSet Read(string path)
    {
        var pixels = new List<float>();
        var labels = new List<int>();
        foreach (string line in File.ReadLines(path))
        {
            string[] fields = line.Split(',');
            if (fields.Length != Pixels + 1)
            {
                throw new InvalidDataException($"{path}, line {labels.Count + 1}: {fields.Length} fields instead of {Pixels + 1}.");
            }

            foreach (string field in fields.AsSpan(0, Pixels)) pixels.Add(Parse(field, 16, path, labels.Count + 1) / 16f);
            labels.Add(Parse(fields[Pixels], 9, path, labels.Count + 1));
        }

        return new DigitSet([.. pixels], [.. labels]);
    }

    /// <summary>Splits at random, each digit in the same proportion.</summary>
    /// <param name="heldOut">The share of the second part.</param>
    /// <param name="seed">Decides the split.</param>
    public (DigitSet Training, DigitSet HeldOut) Split(double heldOut, ulong seed)
    {
        var random = new PhiloxRandom(seed);
        var training = new List<int>();
        var rest = new List<int>();
        foreach (IGrouping<int, int> digit in Enumerable.Range(0, Count).GroupBy(i => Labels[i]).OrderBy(group => group.Key))
        {
            int[] indices = [.. digit];
            random.Shuffle(indices.AsSpan());
            int taken = (int)Math.Round(indices.Length * heldOut);
            rest.AddRange(indices.AsSpan(0, taken));
            training.AddRange(indices.AsSpan(taken));
        }

        return (Select(training), Select(rest));
    }

    /// <summary>Copies some digits, in the order of their indices, into a batch.</summary>
    /// <param name="indices">Which digits.</param>
    /// <param name="inputs">Receives the pixels, <c>[indices, 64]</c>.</param>
    /// <param name="labels">Receives the labels.</param>
    public void CopyBatch(ReadOnlySpan<int> indices, Span<float> inputs, Span<int> labels)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            Inputs.AsSpan(indices[i] * Pixels, Pixels).CopyTo(inputs[(i * Pixels)..]);
            labels[i] = Labels[indices[i]];
        }
    }

    private static int Parse(string field, int maximum, string path, int line) =>
        int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= maximum
            ? value
            : throw new InvalidDataException($"{path}, line {line}: '{field}' is no number from 0 to {maximum}.");

    private DigitSet Select(List<int> indices)
    {
        var inputs = new float[indices.Count * Pixels];
        var labels = new int[indices.Count];
        CopyBatch(indices.ToArray(), inputs, labels);
        return new DigitSet(inputs, labels);
    }
}

using System.Collections.Generic;

namespace Tokitai.Checkpoints;

/// <summary>The format's demand on places: the tensors cover the data completely, none lies over another.</summary>
internal static class SafetensorsExtents
{
    /// <summary>Sorts the tensors by place and checks that they follow each other without gaps.</summary>
    /// <param name="fileName">For errors.</param>
    /// <param name="entries">Sorted in place.</param>
    /// <param name="dataLength">Bytes of data in the file.</param>
    /// <exception cref="SafetensorsException">There is an overlap, a hole, data behind the last tensor, or too little data.</exception>
    public static void Check(string fileName, List<SafetensorsEntry> entries, long dataLength)
    {
        // By end within equal begins, so that empty tensors come before the tensor that begins at the same byte.
        entries.Sort(static (left, right) => (left.Begin, left.End).CompareTo((right.Begin, right.End)));
        long end = 0;
        string before = "the start of the data";
        foreach (SafetensorsEntry entry in entries)
        {
            string name = QuotedName.Of(entry.Name);
            if (entry.End > dataLength)
            {
                throw new SafetensorsException(
                    fileName, $"{name} ends at byte {entry.End} of the data, but only {dataLength} bytes follow the header: the file is cut short or damaged.");
            }

            if (entry.Begin < end) throw new SafetensorsException(fileName, $"{name} overlaps {before}: it begins at byte {entry.Begin}, before byte {end}.");
            if (entry.Begin > end) throw new SafetensorsException(fileName, $"there is a hole of {entry.Begin - end} bytes between {before} and {name}.");
            end = entry.End;
            before = name;
        }

        if (end != dataLength)
        {
            throw new SafetensorsException(fileName, $"{dataLength - end} bytes follow {before}, which belong to no tensor.");
        }
    }
}

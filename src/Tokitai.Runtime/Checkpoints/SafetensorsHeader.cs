using System.Collections.Generic;

namespace Tokitai.Checkpoints;

/// <summary>The checked header of a file.</summary>
/// <param name="Metadata">Free text by key.</param>
/// <param name="Entries">The tensors, by place in the file: each begins where the one before it ends, the last ends with the file.</param>
internal sealed record SafetensorsHeader(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<SafetensorsEntry> Entries);

/// <summary>One tensor of a file.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Shape">Sizes, none negative; empty for a scalar.</param>
/// <param name="Begin">First byte, counted from the start of the data.</param>
/// <param name="End">The byte after the last.</param>
internal sealed record SafetensorsEntry(string Name, long[] Shape, long Begin, long End);

using System.IO;

namespace Tokitai;

/// <summary>A .safetensors file is malformed, is cut short, or does not fit the tensors it is loaded into.</summary>
public sealed class SafetensorsException : IOException
{
    internal SafetensorsException(string fileName, string problem)
        : base($"{fileName}: {problem}") => FileName = fileName;

    /// <summary>The file at fault.</summary>
    public string FileName { get; }
}

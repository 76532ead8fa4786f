namespace Tokitai.Generators.Emission;

/// <summary>A generated file.</summary>
internal sealed record GeneratedFile(string HintName, string Text);

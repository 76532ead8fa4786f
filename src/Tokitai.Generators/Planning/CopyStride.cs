namespace Tokitai.Generators.Planning;

/// <summary>Features of one copy of a block.</summary>
/// <param name="Training">In a training workspace, where every copy has its own.</param>
/// <param name="Inference">In a forward-only workspace, where copies alternate between two arenas.</param>
internal readonly record struct CopyStride(long Training, long Inference);

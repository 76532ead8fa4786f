namespace Tokitai.Generators.Planning;

/// <summary>One operation of a class in a pass, in order. Features are those of one sample; offsets of parameters count from the start of the class's own.</summary>
/// <param name="Name">The member that it belongs to, as comments say it.</param>
/// <param name="Text">The member in words, such as <c>Linear 64 -> 128, LayerNorm, Gelu</c>.</param>
internal abstract record Step(string Name, string Text)
{
    /// <summary>Whether parameters take part: then a backward pass must come this far, whoever wants the gradient of the input.</summary>
    public abstract bool HasParameters { get; }
}

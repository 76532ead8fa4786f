namespace Tokitai.Generators.Planning;

/// <summary>Something that a class does in a pass, in order.</summary>
/// <param name="Name">The member's name as comments say it.</param>
internal abstract record Step(string Name);

namespace Tokitai.Generators.Parsing;

/// <summary>How a class is named and reopened in generated code.</summary>
/// <param name="Namespace">Namespace, empty for the global one.</param>
/// <param name="Containers">Headers of the containing types, outermost first, such as <c>partial class Outer</c>.</param>
/// <param name="Header">Header of a further part of the class, such as <c>partial class Inner</c>.</param>
/// <param name="Name">The class's own name, escaped where it is a keyword.</param>
/// <param name="MetadataName">Full metadata name, <c>Space.Outer+Inner</c>: the key of the class.</param>
/// <param name="FullName">Name with <c>global::</c>.</param>
internal sealed record TypeIdentity(
    string Namespace, EquatableArray<string> Containers, string Header, string Name, string MetadataName, string FullName)
{
    /// <summary>The name as messages and documentation say it.</summary>
    public string DisplayName => Name.TrimStart('@');
}

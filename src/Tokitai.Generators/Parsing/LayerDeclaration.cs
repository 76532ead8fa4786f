namespace Tokitai.Generators.Parsing;

/// <summary>One layer property as the user declared it.</summary>
/// <param name="Name">The property's name, escaped where it is a keyword.</param>
/// <param name="Header">Modifiers and type as the implementing part must repeat them, such as <c>public partial global::Tokitai.Linear</c>.</param>
/// <param name="Accessors">Empty for a getter alone; otherwise all accessors with semicolons between them, such as <c>get;private set</c>.</param>
internal abstract record LayerDeclaration(string Name, string Header, string Accessors)
{
    /// <summary>The name as messages say it.</summary>
    public string DisplayName => Name.TrimStart('@');

    /// <summary>The name as parameters have it: the first letter lowered.</summary>
    public string PathName => char.ToLowerInvariant(DisplayName[0]) + DisplayName.Substring(1);
}

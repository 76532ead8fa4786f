namespace Tokitai.Generators.Parsing;

/// <summary>
/// Something wrong in a declaration, as data: which rule, where, and the words of the message. The analyzer finds the place in the
/// source again and makes a diagnostic of it.
/// </summary>
/// <param name="Id">Id of the diagnostic.</param>
/// <param name="Type">Metadata name of the class.</param>
/// <param name="Member">Name of the member, or null for the class itself.</param>
/// <param name="Attribute">Metadata name of the attribute at fault, or null for the name of the member or class.</param>
/// <param name="Argument">Name of the attribute's argument or of its constructor's parameter, or null for the whole attribute.</param>
/// <param name="Arguments">What the message inserts.</param>
internal sealed record Finding(
    string Id, string Type, string? Member, string? Attribute, string? Argument, EquatableArray<string> Arguments)
{
    /// <summary>Which of several attributes of that name, in order of the text.</summary>
    public int Occurrence { get; init; }

    public static Finding OnType(string id, string type, params string[] arguments) =>
        new(id, type, null, null, null, new(arguments));

    public static Finding OnMember(string id, string type, string member, params string[] arguments) =>
        new(id, type, member, null, null, new(arguments));

    public static Finding OnAttribute(string id, string type, string? member, string attribute, string? argument, params string[] arguments) =>
        new(id, type, member, attribute, argument, new(arguments));
}

using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Tokitai.Generators.Parsing;

/// <summary>Reads named arguments of attributes.</summary>
internal static class AttributeArguments
{
    /// <summary>The value of a named argument, or a fallback where it is absent or the compiler rejects it.</summary>
    public static T Named<T>(this AttributeData attribute, string name, T fallback)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Value is T value) return value;
        }

        return fallback;
    }
}

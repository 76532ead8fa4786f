using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Tokitai.Generators.Tests.Support;

/// <summary>Follows every field of what the pipeline keeps: something of Roslyn in there would keep a whole compilation alive.</summary>
internal static class ObjectGraph
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static void AssertFreeOfSymbols(ImmutableDictionary<string, ImmutableArray<IncrementalGeneratorRunStep>> steps)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (string name in (string[])[.. TrackingNames.Parsing, .. TrackingNames.Later])
        {
            if (!steps.TryGetValue(name, out ImmutableArray<IncrementalGeneratorRunStep> runs)) continue;
            foreach (IncrementalGeneratorRunStep run in runs)
            {
                foreach ((object value, _) in run.Outputs) Visit(value, name, seen);
            }
        }
    }

    public static void Visit(object? value, string path, HashSet<object> seen)
    {
        if (value is null or string or Type || value.GetType() is { IsPrimitive: true } or { IsEnum: true }) return;
        if (!value.GetType().IsValueType && !seen.Add(value)) return;
        Assert.False(
            value is ISymbol or SyntaxNode or SyntaxTree or SyntaxReference or Compilation or Location or SemanticModel or AttributeData,
            $"{path} holds a {value.GetType().Name}");
        if (value is IEnumerable items and (Array or ICollection))
        {
            foreach (object? item in items) Visit(item, path + "[]", seen);
        }

        for (Type? type = value.GetType(); type is not null && type != typeof(object) && !type.IsArray; type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(Fields)) Visit(field.GetValue(value), $"{path}.{field.Name}", seen);
        }
    }
}

using System;
using System.Collections.Generic;

namespace Tokitai.Generators;

internal static class EquatableArrayExtensions
{
    /// <summary>Copies a sequence into a list that is equal by its elements.</summary>
    public static EquatableArray<T> ToEquatableArray<T>(this IEnumerable<T> items)
        where T : IEquatable<T> => new(items);
}

using System;
using Tokitai.Generators.Diagnostics;

namespace Tokitai.Generators.Parsing;

/// <summary>What parsing hands on to the pipeline.</summary>
/// <param name="Declaration">The declaration, without any place: an edit above it changes nothing.</param>
/// <param name="Reports">What the generator itself has to report of it; empty for nearly every declaration.</param>
internal sealed record Parsed<T>(T Declaration, EquatableArray<Report> Reports)
    where T : IEquatable<T>;

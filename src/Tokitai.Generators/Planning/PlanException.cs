using System;
using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>Ends planning at the first finding; never leaves the planner.</summary>
internal sealed class PlanException(Finding? finding) : Exception
{
    /// <summary>The finding, or null if it has been reported already.</summary>
    public Finding? Finding { get; } = finding;
}

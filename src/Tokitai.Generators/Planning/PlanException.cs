using System;
using Tokitai.Generators.Diagnostics;
using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>Ends planning at the first finding; never leaves the planner.</summary>
internal sealed class PlanException(Finding? finding) : Exception
{
    /// <summary>The finding, or null if it has been reported already.</summary>
    public Finding? Finding { get; } = finding;

    public static PlanException TooLarge(TypeIdentity type, LayerDeclaration? layer, string why) => new(layer is null
        ? Finding.OnType(Ids.TooLarge, type.MetadataName, type.DisplayName, why)
        : Finding.OnMember(Ids.TooLarge, type.MetadataName, layer.DisplayName, layer.DisplayName, why));
}

using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Emission;

/// <summary>Names that generated code uses.</summary>
internal static class Names
{
    public const string Services = "global::Tokitai.CompilerServices.";

    public const string ForwardPass = Services + "ForwardPass";
    public const string ExpertPlaces = Services + "ExpertPlaces";

    public const string BackwardPass = Services + "BackwardPass";

    public const string TensorSet = "global::Tokitai.TensorSet";

    /// <summary>The field with the model's parameters.</summary>
    public const string Parameters = KnownNames.PrivatePrefix + "Parameters";

    /// <summary>Marks what the generator adds, for coverage tools and for its own parser.</summary>
    public static readonly string GeneratedCode =
        $"[global::System.CodeDom.Compiler.GeneratedCode(\"{KnownNames.Tool}\", \"{typeof(Names).Assembly.GetName().Version.ToString(3)}\")]";
}

namespace Tokitai.Generators.Parsing;

/// <summary>Metadata names of the runtime's declarations, and the names that a generated model takes.</summary>
internal static class KnownNames
{
    public const string Model = "Tokitai.ModelAttribute";
    public const string Block = "Tokitai.BlockAttribute";
    public const string Linear = "Tokitai.LinearAttribute";
    public const string LayerNorm = "Tokitai.LayerNormAttribute";
    public const string RmsNorm = "Tokitai.RmsNormAttribute";
    public const string Activate = "Tokitai.ActivateAttribute";
    public const string Dropout = "Tokitai.DropoutAttribute";
    public const string PadicEncoding = "Tokitai.PadicEncodingAttribute";
    public const string Repeat = "Tokitai.RepeatAttribute";
    public const string Residual = "Tokitai.ResidualAttribute";
    public const string MixtureOfExperts = "Tokitai.MixtureOfExpertsAttribute";
    public const string ParameterBudget = "Tokitai.ParameterBudgetAttribute";
    public const string Head = "Tokitai.HeadAttribute";
    public const string MatchedBudget = "Tokitai.MatchedBudgetAttribute";
    public const string GeneratedCode = "System.CodeDom.Compiler.GeneratedCodeAttribute";

    /// <summary>The tool name in the GeneratedCode attribute of everything that the generator adds.</summary>
    public const string Tool = "Tokitai.Generators";

    /// <summary>Members of a generated model.</summary>
    public static readonly string[] ModelMembers =
    [
        "InputSize", "OutputSize", "ParameterCount", "ParameterTensorCount", "ForwardFlopsPerSample", "TrainingFlopsPerSample",
        "Fingerprint", "Info", "Create", "CreateWorkspace", "CreateGradients", "Parameters", "Forward", "Backward", "BackwardAndUpdate", "Dispose",
    ];

    /// <summary>Prefix of the private members of generated code.</summary>
    public const string PrivatePrefix = "_tokitai";
}

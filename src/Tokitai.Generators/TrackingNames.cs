namespace Tokitai.Generators;

/// <summary>Names of the pipeline's steps, by which tests ask what ran again.</summary>
internal static class TrackingNames
{
    public const string ParseModel = nameof(ParseModel);
    public const string ParseBlock = nameof(ParseBlock);
    public const string ParseOrphan = nameof(ParseOrphan);
    public const string PlanModel = nameof(PlanModel);
    public const string PlanBlock = nameof(PlanBlock);
    public const string EmitModel = nameof(EmitModel);
    public const string EmitBlock = nameof(EmitBlock);
    public const string EmitOrphan = nameof(EmitOrphan);
    public const string Report = nameof(Report);

    /// <summary>The steps that read symbols: they run on every edit, and stop it.</summary>
    public static readonly string[] Parsing = [ParseModel, ParseBlock, ParseOrphan];

    /// <summary>The steps behind them.</summary>
    public static readonly string[] Later = [PlanModel, PlanBlock, EmitModel, EmitBlock, EmitOrphan, Report];
}

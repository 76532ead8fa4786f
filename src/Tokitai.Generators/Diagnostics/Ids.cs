namespace Tokitai.Generators.Diagnostics;

/// <summary>Ids of the diagnostics; each has a page in docs/diagnostics.</summary>
internal static class Ids
{
    public const string NotPartial = "TKT0001";
    public const string UnsupportedClass = "TKT0002";
    public const string LayerProperty = "TKT0003";
    public const string LayerType = "TKT0004";
    public const string MissingAttribute = "TKT0005";
    public const string SeveralAttributes = "TKT0006";
    public const string SizeOutOfRange = "TKT0007";
    public const string InputMismatch = "TKT0008";
    public const string BudgetMissed = "TKT0009";
    public const string BudgetRange = "TKT0010";
    public const string NotABlock = "TKT0011";
    public const string RecursiveBlock = "TKT0012";
    public const string NoLayers = "TKT0013";
    public const string ScatteredLayers = "TKT0014";
    public const string ModelAndBlock = "TKT0015";
    public const string OrphanLayer = "TKT0016";
    public const string UndefinedValue = "TKT0017";
    public const string NameTaken = "TKT0018";
    public const string EqualNames = "TKT0019";
    public const string TooLarge = "TKT0020";
    public const string ResidualMismatch = "TKT0021";
    public const string ValueNotAllowed = "TKT0022";
    public const string NoParameters = "TKT0023";
    public const string HeadsMismatch = "TKT0024";
    public const string ScatteredHeads = "TKT0025";
    public const string NotAModel = "TKT0026";
    public const string MatchMissed = "TKT0027";
    public const string NotAModelToMatch = "TKT0028";
    public const string NoSuchFeatures = "TKT0029";
}

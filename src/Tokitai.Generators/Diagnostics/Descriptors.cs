using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Tokitai.Generators.Diagnostics;

/// <summary>All diagnostics. Each is an error that cannot be configured away: a declaration with one has no generated code.</summary>
internal static class Descriptors
{
    private const string Category = "Tokitai";
    private const string Help = "https://github.com/tokitai/tokitai/blob/main/docs/diagnostics/";

    private static readonly DiagnosticDescriptor NotPartial = new(
        Ids.NotPartial, "The class must be partial", "'{0}' cannot be generated: '{1}' must be declared partial", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.NotPartial + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor UnsupportedClass = new(
        Ids.UnsupportedClass, "This kind of class cannot be a model or a block", "'{0}' cannot be a model or a block: {1}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.UnsupportedClass + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor LayerProperty = new(
        Ids.LayerProperty, "A layer is a partial property with a getter alone", "'{0}' must be a partial property with a getter alone and not static: public partial {1} {0} {{ get; }}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.LayerProperty + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor LayerType = new(
        Ids.LayerType, "The property's type does not fit its attribute", "'{0}' has the attribute [{1}], so its type must be {2}, not {3}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.LayerType + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor MissingAttribute = new(
        Ids.MissingAttribute, "A layer needs its attribute", "'{0}' is a partial property of type {1} without the attribute [{2}] that gives its numbers", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.MissingAttribute + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor SeveralAttributes = new(
        Ids.SeveralAttributes, "A property is one layer", "'{0}' has {1} layer attributes: a property is one layer", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.SeveralAttributes + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor SizeOutOfRange = new(
        Ids.SizeOutOfRange, "A size is out of range", "{0} is {1}: it must be from {2} to {3}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.SizeOutOfRange + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor InputMismatch = new(
        Ids.InputMismatch, "The stated input size is not what reaches the layer", "'{0}' of {1} states In = {2}, but {3} features reach it", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.InputMismatch + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor BudgetMissed = new(
        Ids.BudgetMissed, "The model misses its parameter budget", "{0} has {1} parameters, outside its budget of {2} to {3}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.BudgetMissed + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor BudgetRange = new(
        Ids.BudgetRange, "The parameter budget is no range", "The parameter budget of {0} is no range: from {1} to {2}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.BudgetRange + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor NotABlock = new(
        Ids.NotABlock, "Only a block of this project can be used", "'{0}' uses {1}, which is no class with [Block] in the source of this project", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.NotABlock + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor RecursiveBlock = new(
        Ids.RecursiveBlock, "A block contains itself", "{0} contains itself: {1}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.RecursiveBlock + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor NoLayers = new(
        Ids.NoLayers, "The class has no layers", "{0} has no layers: declare at least one, such as [Linear(10)] public partial Linear Output {{ get; }}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.NoLayers + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor ScatteredLayers = new(
        Ids.ScatteredLayers, "All layers of a class stand in one declaration of it", "'{0}' stands in another declaration of {1} than '{2}': the order of layers is that of the text, so all must stand in one", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.ScatteredLayers + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor ModelAndBlock = new(
        Ids.ModelAndBlock, "A class is a model or a block", "{0} is both a model and a block: remove one of the attributes", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.ModelAndBlock + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor OrphanLayer = new(
        Ids.OrphanLayer, "A layer stands in a model or a block", "'{0}' is a layer, but {1} has neither [Model] nor [Block]", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.OrphanLayer + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor UndefinedValue = new(
        Ids.UndefinedValue, "The value is not defined", "{0} of '{1}' is {2}, which is no value of {3}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.UndefinedValue + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor NameTaken = new(
        Ids.NameTaken, "The name belongs to a generated member", "{0} clashes with what is generated for {1}: {2}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.NameTaken + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor EqualNames = new(
        Ids.EqualNames, "Two layers have the same parameter names", "'{0}' and '{1}' would both name their parameters '{2}...'", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.EqualNames + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor TooLarge = new(
        Ids.TooLarge, "The model is too large", "'{0}' is too large: {1}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.TooLarge + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor ResidualMismatch = new(
        Ids.ResidualMismatch, "A residual needs as many outputs as inputs", "'{0}' of {1} makes {2} outputs, but the residual around it needs {3}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.ResidualMismatch + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor ValueNotAllowed = new(
        Ids.ValueNotAllowed, "The value is not allowed", "{0} is {1}: it must be {2}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.ValueNotAllowed + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor NoParameters = new(
        Ids.NoParameters, "There is nothing to train", "{0} has no parameters: declare at least one layer that has, such as [Linear(10)] public partial Linear Output {{ get; }}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.NoParameters + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor HeadsMismatch = new(
        Ids.HeadsMismatch, "The heads do not share out the outputs", "The heads of {0} have {1} outputs together, but the model has {2}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.HeadsMismatch + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor ScatteredHeads = new(
        Ids.ScatteredHeads, "All heads of a model stand on one declaration of it", "The head '{0}' stands on another declaration of {1} than '{2}': the order of heads is that of the text, so all must stand on one", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.ScatteredHeads + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor NotAModel = new(
        Ids.NotAModel, "Only a model has heads and budgets", "{0} has the attribute [{1}], but it has no [Model]", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.NotAModel + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor MatchMissed = new(
        Ids.MatchMissed, "The model is not as large as the one it is to match", "{0} has {1} {2}, {3} {4} than the {5} of {6}: the tolerance is {7} % of these", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.MatchMissed + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor NotAModelToMatch = new(
        Ids.NotAModelToMatch, "Only another model of this project can be matched", "{0} is to match {1}, which is {2}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.NotAModelToMatch + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    private static readonly DiagnosticDescriptor NoSuchFeatures = new(
        Ids.NoSuchFeatures, "The features to encode do not reach the layer", "'{0}' of {1} encodes features {2} to {3}, but {4} features reach it, 0 to {5}", Category, DiagnosticSeverity.Error, true, helpLinkUri: Help + Ids.NoSuchFeatures + ".md", customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <summary>The descriptors in order of their ids.</summary>
    public static readonly DiagnosticDescriptor[] All =
    [
        NotPartial, UnsupportedClass, LayerProperty, LayerType, MissingAttribute,
        SeveralAttributes, SizeOutOfRange, InputMismatch, BudgetMissed, BudgetRange,
        NotABlock, RecursiveBlock, NoLayers, ScatteredLayers, ModelAndBlock,
        OrphanLayer, UndefinedValue, NameTaken, EqualNames, TooLarge,
        ResidualMismatch, ValueNotAllowed, NoParameters, HeadsMismatch, ScatteredHeads,
        NotAModel, MatchMissed, NotAModelToMatch, NoSuchFeatures,
    ];

    private static readonly Dictionary<string, DiagnosticDescriptor> ById = All.ToDictionary(descriptor => descriptor.Id);

    /// <summary>The descriptor with an id.</summary>
    public static DiagnosticDescriptor Get(string id) => ById[id];
}

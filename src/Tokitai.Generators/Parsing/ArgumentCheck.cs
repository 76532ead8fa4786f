using System.Collections.Generic;
using System.Globalization;
using Tokitai.Generators.Diagnostics;

namespace Tokitai.Generators.Parsing;

/// <summary>Checks the arguments of one layer's attribute.</summary>
/// <param name="key">Metadata name of the class.</param>
/// <param name="member">Name of the layer.</param>
/// <param name="attribute">Metadata name of the attribute.</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class ArgumentCheck(string key, string member, string attribute, List<Finding> findings)
{
    /// <summary>A number of features or copies.</summary>
    public void Size(string argument, string what, int value, int minimum, int maximum)
    {
        if (value >= minimum && value <= maximum) return;
        findings.Add(Finding.OnAttribute(
            Ids.SizeOutOfRange, key, member, attribute, argument, $"{what} of '{member}'", Numbers.Text(value), Numbers.Text(minimum), Numbers.Text(maximum)));
    }

    /// <summary>A value of an enumeration that counts from 0.</summary>
    public void Defined(string argument, string type, int value, int maximum)
    {
        if (value >= 0 && value <= maximum) return;
        string what = char.ToUpperInvariant(argument[0]) + argument.Substring(1);
        findings.Add(Finding.OnAttribute(Ids.UndefinedValue, key, member, attribute, argument, what, member, Numbers.Text(value), type));
    }

    /// <summary>An activation that does something.</summary>
    public void Function(string argument, int activation)
    {
        if (activation != (int)ActivationKind.None) return;
        NotAllowed(argument, "The activation", "None", "a function such as ActivationKind.Gelu");
    }

    /// <summary>The rate of dropout, which float32 must still tell from 1.</summary>
    public void Rate(string argument, double value)
    {
        if (value >= 0 && (float)value < 1) return;
        NotAllowed(argument, "The dropout rate", Shown(value), "at least 0 and below 1");
    }

    /// <summary>A number that float32 must still tell from 0.</summary>
    public void Positive(string argument, double value)
    {
        if ((float)value > 0 && !float.IsInfinity((float)value)) return;
        NotAllowed(argument, argument, Shown(value), "above 0 and finite");
    }

    /// <summary>A factor, which may be 0.</summary>
    public void NotNegative(string argument, double value)
    {
        if (value >= 0 && !float.IsInfinity((float)value)) return;
        NotAllowed(argument, argument, Shown(value), "at least 0 and finite");
    }

    /// <summary>What has no meaning in a mixture that chooses a single expert.</summary>
    public void NeedsPairs(bool renormalize, double gluingPenalty)
    {
        if (renormalize) NotAllowed("Renormalize", "Renormalize", "true", "false where topK is 1: the only weight would always be 1, and the router would learn nothing");
        if (gluingPenalty > 0) NotAllowed("GluingPenalty", "GluingPenalty", Shown(gluingPenalty), "0 where topK is 1: it acts between the chosen experts of a sample");
    }

    /// <summary>The block of the layer is none.</summary>
    public void NotABlock(string type) => findings.Add(Finding.OnMember(Ids.NotABlock, key, member, member, type));

    private void NotAllowed(string argument, string what, string value, string allowed) => findings.Add(Finding.OnAttribute(
        Ids.ValueNotAllowed, key, member, attribute, argument, $"{what} of '{member}'", value, allowed));

    /// <summary>A number as messages say it.</summary>
    public static string Shown(double value) => value.ToString("G7", CultureInfo.InvariantCulture);
}

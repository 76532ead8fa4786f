using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;

namespace DenseVsMoe.Report.Charts;

/// <summary>
/// A picture of lines, dots and words as SVG. Whoever shows it sets the words, so the machine that draws it needs no fonts and no native library;
/// equal pictures have equal bytes.
/// </summary>
internal sealed class SvgPicture : IDisposable
{
    private const string Namespace = "http://www.w3.org/2000/svg";

    private const string Clip = "frame";

    private readonly XmlWriter _xml;

    /// <summary>Begins a picture on white ground.</summary>
    public SvgPicture(Stream stream, int width, int height)
    {
        _xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" });
        _xml.WriteStartElement("svg", Namespace);
        Attribute("viewBox", $"0 0 {width} {height}");
        Attribute("width", $"{width}");
        Attribute("height", $"{height}");
        Attribute("font-family", $"system-ui, 'DejaVu Sans', sans-serif");
        Attribute("font-size", $"13");
        Begin("rect");
        Attribute("width", $"{width}");
        Attribute("height", $"{height}");
        Attribute("fill", $"#ffffff");
        _xml.WriteEndElement();
    }

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string colour, double width = 1, string? dashes = null) =>
        Path([(x1, y1), (x2, y2)], colour, width, dashes);

    /// <summary>A line through points.</summary>
    public void Path(IEnumerable<(double X, double Y)> points, string colour, double width, string? dashes = null)
    {
        Begin("polyline");
        Attribute("points", $"{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")))}");
        Attribute("fill", $"none");
        Attribute("stroke", $"{colour}");
        Attribute("stroke-width", $"{width}");
        if (dashes is not null) Attribute("stroke-dasharray", $"{dashes}");
        _xml.WriteEndElement();
    }

    /// <summary>A filled dot.</summary>
    public void Dot(double x, double y, double radius, string colour)
    {
        Begin("circle");
        Attribute("cx", $"{x:0.#}");
        Attribute("cy", $"{y:0.#}");
        Attribute("r", $"{radius}");
        Attribute("fill", $"{colour}");
        _xml.WriteEndElement();
    }

    /// <summary>Words.</summary>
    /// <param name="x">Where they stand.</param>
    /// <param name="y">Their baseline.</param>
    /// <param name="text">The words.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>: what of them stands at <paramref name="x"/>.</param>
    /// <param name="colour">Their colour.</param>
    /// <param name="bold">Whether they are set in bold.</param>
    public void Text(double x, double y, string text, string anchor = "start", string colour = "#222222", bool bold = false)
    {
        Begin("text");
        Attribute("x", $"{x:0.#}");
        Attribute("y", $"{y:0.#}");
        Attribute("text-anchor", $"{anchor}");
        Attribute("fill", $"{colour}");
        if (bold) Attribute("font-weight", $"bold");
        _xml.WriteString(text);
        _xml.WriteEndElement();
    }

    /// <summary>Shows of what follows only the part within a rectangle. A picture has one such part.</summary>
    public void BeginClip(double x, double y, double width, double height)
    {
        Begin("clipPath");
        Attribute("id", $"{Clip}");
        Begin("rect");
        Attribute("x", $"{x}");
        Attribute("y", $"{y}");
        Attribute("width", $"{width}");
        Attribute("height", $"{height}");
        _xml.WriteEndElement();
        _xml.WriteEndElement();
        Begin("g");
        Attribute("clip-path", $"url(#{Clip})");
    }

    /// <summary>Ends that part.</summary>
    public void EndClip() => _xml.WriteEndElement();

    /// <summary>Ends the picture.</summary>
    public void Dispose() => _xml.Dispose();

    private void Begin(string element) => _xml.WriteStartElement(element, Namespace);

    private void Attribute(string name, FormattableString value) => _xml.WriteAttributeString(name, value.ToString(CultureInfo.InvariantCulture));
}

using System;
using System.Text;

namespace Tokitai.Generators.Emission;

/// <summary>Writes indented source text with <c>\n</c> on every machine.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _indentation;

    /// <summary>An empty line.</summary>
    public void Line() => _text.Append('\n');

    /// <summary>One or several lines; each gets the indentation of the place.</summary>
    public void Line(string text)
    {
        foreach (string line in text.Replace("\r", "").Split('\n'))
        {
            if (line.Length > 0) _text.Append(' ', 4 * _indentation).Append(line);
            _text.Append('\n');
        }
    }

    /// <summary>Opens a brace behind a line; disposing closes it.</summary>
    public IDisposable Block(string header)
    {
        Line(header);
        Line("{");
        _indentation++;
        return new Closing(this);
    }

    public override string ToString() => _text.ToString();

    private sealed class Closing(SourceWriter writer) : IDisposable
    {
        public void Dispose()
        {
            writer._indentation--;
            writer.Line("}");
        }
    }
}

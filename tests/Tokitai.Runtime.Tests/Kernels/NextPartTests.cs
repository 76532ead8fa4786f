using System.Collections.Generic;
using Tokitai.Kernels;
using Xunit;

namespace Tokitai.Tests.Kernels;

/// <summary>
/// What the tiles of a part ask for: every line of the next part, and at most some of what lies behind it. A product is right whatever is asked for,
/// and slow where lines are missing.
/// </summary>
public unsafe class NextPartTests
{
    private const int Line = PackedLayout.PanelRows;

    /// <summary>From panel to panel, in floats: more than a part has.</summary>
    private const int PanelDistance = 1 << 20;

    /// <summary>One tile of up to 12 rows has time for half of the lines: it asks for the first panel.</summary>
    [Fact]
    public void Two_tiles_or_more_ask_for_all_lines_of_both_panels()
    {
        for (int rows = 1; rows <= 600; rows++)
        {
            HashSet<int> asked = Asked(width: 16, rows, panels: 2, panelLines: 128, length: 128);
            AssertAsked(rows <= 12 ? Lines(1, 128) : Lines(2, 128), asked);
        }
    }

    [Theory]
    [InlineData(16, 128)]
    [InlineData(8, 256)]
    [InlineData(4, 256)]
    public void Tiles_ask_for_all_lines_of_a_single_panel(int width, int panelLines)
    {
        for (int rows = 1; rows <= 600; rows++)
        {
            AssertAsked(Lines(1, panelLines), Asked(width, rows, panels: 1, panelLines, length: panelLines));
        }
    }

    /// <summary>The last part of a reduction is short, with fewer turns than the next part has lines.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(96)]
    public void Short_tiles_ask_for_as_much_as_they_have_turns_for(int length)
    {
        for (int rows = 1; rows <= 200; rows++)
        {
            HashSet<int> asked = Asked(width: 16, rows, panels: 2, panelLines: 128, length);
            AssertAsked([], asked);
            Assert.Equal(length == 1, asked.Count == 0);
        }
    }

    /// <summary>Transposed, a part of 128 inputs is a line for each of 32 (or 16) outputs in each of eight panels.</summary>
    [Theory]
    [InlineData(16, 2)]
    [InlineData(16, 1)]
    [InlineData(8, 1)]
    public void Tiles_ask_for_all_lines_of_each_chunk(int width, int panels)
    {
        var expected = new HashSet<int>();
        for (int chunk = 0; chunk < 8; chunk++)
        {
            for (int line = 0; line < panels * Line; line++) expected.Add((chunk * PanelDistance) + (line * Line));
        }

        for (int rows = panels == 1 ? 1 : 13; rows <= 600; rows++)
        {
            HashSet<int> asked = Asked(width, rows, panels, panelLines: 128, length: 128, isTransposed: true);
            AssertAsked(expected, asked);
        }
    }

    /// <summary>Paces are whole floats, and the pace in two panels is that of the larger piece: so what lies behind a piece may be asked for early.</summary>
    private static void AssertAsked(HashSet<int> expected, HashSet<int> asked)
    {
        const int MostBehind = 64;
        Assert.Superset(expected, asked);
        foreach (int line in asked) Assert.InRange(line % PanelDistance / Line, 0, 255 + MostBehind);
        if (expected.Count > 0) Assert.InRange(asked.Count, expected.Count, expected.Count + MostBehind);
    }

    private static HashSet<int> Lines(int panels, int panelLines)
    {
        var lines = new HashSet<int>();
        for (int panel = 0; panel < panels; panel++)
        {
            for (int line = 0; line < panelLines; line++) lines.Add((panel * PanelDistance) + (line * Line));
        }

        return lines;
    }

    private static HashSet<int> Asked(int width, int rows, int panels, int panelLines, int length, bool isTransposed = false)
    {
        var next = new NextPart { First = null, Panels = panels, PanelDistance = PanelDistance, PanelLines = panelLines, Rows = rows };
        var asked = new HashSet<int>();
        for (int left = rows; left > 0;)
        {
            var tile = new TileArguments { Length = length, Rows = RowTiles.Next(width, left) };
            left -= tile.Rows;
            bool twice = isTransposed ? next.AskForLinesOfChunks(ref tile, rows - left) : next.AskForPiece(ref tile, rows - left);
            Collect(tile, twice, asked);
        }

        return asked;
    }

    /// <summary>The lines that a micro-kernel asks for, turn by turn of two steps.</summary>
    private static void Collect(in TileArguments tile, bool twice, HashSet<int> lines)
    {
        for (int turn = 0; turn < tile.Length / 2; turn++)
        {
            long asked = (long)tile.Asked / sizeof(float);
            asked += (turn / (Line / 2) * tile.AskedChunk) + (turn % (Line / 2) * tile.AskedStep);
            lines.Add((int)(asked & -Line));
            if (twice) lines.Add((int)((asked + tile.AskedPair) & -Line));
        }
    }
}

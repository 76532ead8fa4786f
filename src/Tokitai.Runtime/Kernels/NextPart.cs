using System;

namespace Tokitai.Kernels;

/// <summary>
/// The weights that come behind a part of a product, which the part's tiles ask for: each for a share that is as large as its share of the rows. So
/// memory is asked at an even pace, and bursts, which hold up the multiply-adds, do not come about.
/// </summary>
internal unsafe struct NextPart
{
    /// <summary>Turns of two steps that a tile takes for a chunk of 16 inputs.</summary>
    private const int ChunkTurns = PackedLayout.PanelRows / 2;

    /// <summary>The first line.</summary>
    public float* First;

    /// <summary>Number of panels: of the weights as they lie, or, transposed, of those that a vector along the outputs is made from.</summary>
    public int Panels;

    /// <summary>From one panel of weights to the next, in floats.</summary>
    public long PanelDistance;

    /// <summary>Lines of a panel that belong to the part.</summary>
    public int PanelLines;

    /// <summary>Rows of all tiles, at least 1.</summary>
    public int Rows;

    /// <summary>Lines that the tiles have asked for: of the part, or, transposed, of each chunk of 16 inputs.</summary>
    public int Asked;

    /// <summary>
    /// Lets a tile ask for a piece of a panel, since consecutive lines come faster from memory. A piece that reaches from one panel to the next is
    /// asked for in both at a time.
    /// </summary>
    /// <param name="tile">The tile; its rows and its length are set.</param>
    /// <param name="endRow">Behind the last row of the tile.</param>
    /// <returns>Whether it asks in two places a turn.</returns>
    public bool AskForPiece(ref TileArguments tile, int endRow)
    {
        int turns = Math.Max(1, tile.Length / 2), first = Asked, panel = first / PanelLines, endOfPanel = (panel + 1) * PanelLines;
        int end = Math.Min(ShareOf(Panels * PanelLines, endRow), first + (2 * turns));

        // In two panels, a turn has one line of each.
        if (end > endOfPanel) end = endOfPanel - first > turns ? endOfPanel : Math.Min(end, endOfPanel + turns);
        Asked = end;
        int here = Math.Min(end, endOfPanel) - first, there = end - first - here;
        float* line = First + (panel * PanelDistance);
        tile.Asked = line + ((first - (panel * PanelLines)) * PackedLayout.PanelRows);
        tile.AskedStep = Step(Math.Max(here, there), turns);
        tile.AskedPair = there > 0 ? line + PanelDistance - tile.Asked : tile.AskedStep / 2;
        tile.AskedChunk = ChunkTurns * tile.AskedStep;
        return there > 0 || here > turns;
    }

    /// <summary>Lets a tile ask for some lines of each chunk, where the weights are transposed: a chunk of 16 inputs has its lines in a panel of its own.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="endRow">Behind the last row of the tile.</param>
    /// <returns>Whether it asks in two places a turn.</returns>
    public bool AskForLinesOfChunks(ref TileArguments tile, int endRow)
    {
        int first = Asked, lines = Math.Min(ShareOf(Panels * PackedLayout.PanelRows, endRow) - first, 2 * ChunkTurns);
        Asked = first + lines;
        tile.Asked = First + (first * PackedLayout.PanelRows);
        tile.AskedStep = Step(lines, ChunkTurns);
        tile.AskedPair = tile.AskedStep / 2;
        tile.AskedChunk = PanelDistance;
        return lines > ChunkTurns;
    }

    /// <summary>The lines that all tiles up to a row should have asked for.</summary>
    private readonly int ShareOf(int lines, int endRow) => (int)((long)lines * endRow / Rows);

    /// <summary>The floats between two places of which each turn asks for one, so that some lines are asked for in some turns, or in twice as many places.</summary>
    private static int Step(int lines, int turns) => ((lines * PackedLayout.PanelRows) + turns - 1) / turns;
}

namespace Tokitai.Kernels;

/// <summary>When products are shared out among threads, and what their inputs are cut by. It decides speed only, never a bit of a result.</summary>
internal static class ProductTasks
{
    /// <summary>
    /// Multiply-adds from which on a product uses several threads: a smaller one is done sooner than its operands have come over from another core
    /// and its results back. Tests choose fewer.
    /// </summary>
    internal static long SmallestShared { get; set; } = 1_000_000;

    /// <summary>Inputs that the way back is cut by where there are enough: with fewer the micro-kernels lose speed.</summary>
    public const int UnitInputs = 64;

    /// <summary>Whether a product is worth several threads.</summary>
    /// <param name="batch">Number of samples.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    public static bool AreShared(int batch, int inputs, int outputs) => AreShared((long)batch * inputs * outputs);

    /// <summary>Whether a product is worth several threads.</summary>
    /// <param name="multiplyAdds">Multiply-adds of the product.</param>
    public static bool AreShared(long multiplyAdds) => multiplyAdds >= SmallestShared;

    /// <summary>The length of parts of some inputs: whole panels, as even as can be, so that none is short.</summary>
    /// <param name="inputs">The inputs, at least 1.</param>
    /// <param name="most">The most of a part, a multiple of 16.</param>
    public static int EvenPart(int inputs, int most)
    {
        int parts = (inputs + most - 1) / most;
        return PackedLayout.RoundUp((inputs + parts - 1) / parts);
    }
}

using System;

namespace Digits;

/// <summary>A line that is rewritten in a terminal, and a few lines where the output goes to a file.</summary>
public static class Progress
{
    private const int BarWidth = 30;

    /// <summary>Shows how far training is.</summary>
    /// <param name="epoch">Epochs done.</param>
    /// <param name="epochs">Epochs in all.</param>
    /// <param name="loss">Mean loss of the last epoch.</param>
    public static void Show(int epoch, int epochs, double loss)
    {
        string line = $"epoch {epoch,3} of {epochs}  loss {loss:F4}";
        if (Console.IsOutputRedirected)
        {
            if (epoch == 1 || epoch % 10 == 0 || epoch == epochs) Console.WriteLine(line);
            return;
        }

        string bar = new string('#', BarWidth * epoch / epochs).PadRight(BarWidth, '.');
        Console.Write($"\r[{bar}] {line}");
        if (epoch == epochs) Console.WriteLine();
    }
}

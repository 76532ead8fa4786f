using System.IO;
using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace Tokitai.Generators.Tests.Support;

/// <summary>
/// Compares generated text with the file <c>TestClass.TestMethod.verified.cs</c> beside the test, by Verify's conventions: on a
/// difference it writes <c>.received.cs</c> and fails. Nothing is ever accepted by itself: rename the file after reading it.
/// </summary>
internal static class Snapshot
{
    public static void Verify(GeneratorRun run, string hintName, [CallerFilePath] string testFile = "", [CallerMemberName] string test = "")
    {
        Assert.True(run.Texts.ContainsKey(hintName), $"{hintName} was not generated, but {string.Join(", ", run.Texts.Keys)}");
        Verify(run.Texts[hintName], testFile, test);
    }

    private static void Verify(string text, string testFile, string test)
    {
        string stem = Path.Combine(Path.GetDirectoryName(testFile)!, $"{Path.GetFileNameWithoutExtension(testFile)}.{test}");
        string verified = stem + ".verified.cs", received = stem + ".received.cs";
        string? expected = File.Exists(verified) ? File.ReadAllText(verified).Replace("\r\n", "\n") : null;
        if (expected == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text, new UTF8Encoding(false));
        Assert.Fail(expected is null
            ? $"There is no {Path.GetFileName(verified)} yet: read {Path.GetFileName(received)} and rename it if it is right."
            : $"The generated text is not that of {Path.GetFileName(verified)}: compare it with {Path.GetFileName(received)}. {FirstDifference(expected, text)}");
    }

    private static string FirstDifference(string expected, string text)
    {
        string[] left = expected.Split('\n'), right = text.Split('\n');
        int line = 0;
        while (line < left.Length && line < right.Length && left[line] == right[line]) line++;
        return $"Line {line + 1}:\n- {(line < left.Length ? left[line] : "(end)")}\n+ {(line < right.Length ? right[line] : "(end)")}";
    }
}

using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Tokitai.Generators.Diagnostics;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>The wrong code of a page gives the page's error, the right code none.</summary>
public class PageTests
{
    public static TheoryData<string> Pages() => [.. Descriptors.All.Select(descriptor => descriptor.Id)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task TheWrongCodeGivesTheError(string id) => Assert.Contains(await Analyze(id, 0), diagnostic => diagnostic.Id == id);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task TheRightCodeGivesNone(string id) => Assert.Empty(await Analyze(id, 1));

    private static Task<ImmutableArray<Diagnostic>> Analyze(string id, int number, [CallerFilePath] string thisFile = "")
    {
        string page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../docs/diagnostics", id + ".md"));
        string code = page.Split("```csharp\n")[number + 1].Split("```")[0];
        return GeneratorRun.Erroneous(Complete(code)).BuildAsync();
    }

    /// <summary>Pages show the lines that matter: this puts the class around layers, and a body behind attributes.</summary>
    private static string Complete(string code)
    {
        string[] classes = code.Split("\n\n").Where(part => part.Contains("class ") || part.Contains("record ")).ToArray();
        string[] rest = code.Split("\n\n").Except(classes).ToArray();
        string text = Errors.Header + string.Join("\n", classes);
        string body = string.Join("\n", rest);
        if (body.StartsWith("[Model", System.StringComparison.Ordinal)) return text + body + "public sealed partial class DigitClassifier { [Linear(16)] public partial Linear L { get; } }";
        if (rest.Length > 0) text += "[Model(64)] public sealed partial class DigitClassifier {\n" + body + "\n}\n";
        if (!text.Contains("[Model") && text.Contains("class DigitClassifier")) text = text.Replace("public sealed partial class DigitClassifier\n{\n    [Linear(128)]", "[Model(64)] public sealed partial class DigitClassifier\n{\n    [Linear(128)]");
        return text.Contains("class FeedForward") ? text : text + "[Block] public sealed partial class FeedForward { [Linear(32)] public partial Linear Up { get; } }";
    }
}

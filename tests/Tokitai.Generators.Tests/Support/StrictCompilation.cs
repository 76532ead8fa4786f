using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Tokitai.Generators.Emission;
using Xunit;

namespace Tokitai.Generators.Tests.Support;

/// <summary>Demands that a compilation has not one warning, missing documentation included.</summary>
internal static class StrictCompilation
{
    public static void AssertClean(CSharpCompilation compilation) => Emit(compilation);

    /// <summary>The compilation with warnings in generated files as visible as in all others.</summary>
    public static CSharpCompilation ShowGeneratedWarnings(CSharpCompilation compilation)
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            string text = tree.ToString(), open = text.Replace(ClassFile.SilenceWarnings + "\n", "\n");
            if (open != text) compilation = compilation.ReplaceSyntaxTree(tree, Compilations.Tree(open, tree.FilePath));
        }

        return compilation;
    }

    /// <summary>Compiles and returns the assembly.</summary>
    public static byte[] Emit(CSharpCompilation compilation)
    {
        using var assembly = new MemoryStream();
        using var documentation = new MemoryStream();
        EmitResult result = compilation.Emit(assembly, xmlDocumentationStream: documentation);
        ImmutableArray<Diagnostic> serious = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
        Assert.True(serious.IsEmpty, string.Join("\n", serious.Select(diagnostic => $"{diagnostic}\n    {LineAt(diagnostic)}")));
        Assert.True(result.Success);
        return assembly.ToArray();
    }

    private static string LineAt(Diagnostic diagnostic) => diagnostic.Location.SourceTree is SyntaxTree tree
        ? tree.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim()
        : "";
}

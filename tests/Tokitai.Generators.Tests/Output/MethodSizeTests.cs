using System.Collections.Immutable;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Output;

/// <summary>The JIT stops optimising methods above 60,000 bytes of IL.</summary>
public class MethodSizeTests
{
    private const int Most = 20_000;
    private const int GivesUp = 60_000;

    [Fact]
    public void OfTheDenseBaseline() => Assert.InRange(Largest(Samples.TinyDense, Samples.FeedForward), 1_000, Most);

    [Fact]
    public void OfTenThousandCopies() => Assert.InRange(
        Largest(Samples.TinyDense.Replace("84", "10_000").Replace(", ParameterBudget(650_000_000, 750_000_000)", ""), Samples.FeedForward), 100, Most);

    [Fact]
    public void OfTheMostCallsThatAreNotYetALoop() => Assert.InRange(
        Largest(Samples.TinyDense.Replace("84", "254").Replace(", ParameterBudget(650_000_000, 750_000_000)", ""), Samples.FeedForward), 1_000, GivesUp);

    [Fact]
    public void OfTheMostLayersThatAClassMayHave()
    {
        string layers = string.Join("\n", Enumerable.Range(0, 500).Select(i =>
            $"[Linear({i + 1000}, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)] public partial Linear L{i} {{ get; }}"));
        Assert.InRange(Largest($"using Tokitai; [Model(96)] internal sealed partial class Long {{ {layers} }}"), 1_000, GivesUp);
    }

    private static int Largest(params string[] sources)
    {
        byte[] assembly = StrictCompilation.Emit(GeneratorRun.Valid(sources).After);
        using var portable = new PEReader(ImmutableArray.Create(assembly));
        MetadataReader metadata = portable.GetMetadataReader();
        return metadata.MethodDefinitions
            .Select(handle => metadata.GetMethodDefinition(handle).RelativeVirtualAddress)
            .Where(address => address != 0)
            .Max(address => portable.GetMethodBody(address).GetILReader().Length);
    }
}

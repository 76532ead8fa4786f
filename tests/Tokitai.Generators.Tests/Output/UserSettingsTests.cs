using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Output;

/// <summary>Generated code adds no warning to a project that guards its own code against one.</summary>
public class UserSettingsTests
{
    [Fact]
    public void AnObsoleteBlock() => AssertSilent("""
        using Tokitai;
        namespace Sample;
        [System.Obsolete("Old."), Block]
        internal sealed partial class Old { [Linear(4)] public partial Linear L { get; } }
        [System.Obsolete, Block]
        internal sealed partial class Older { [Linear(4)] public partial Linear L { get; } }
        [Model(4)]
        internal sealed partial class M
        {
        #pragma warning disable CS0612, CS0618
            [Repeat(2)] public partial Repeat<Old> Blocks { get; }
            [Repeat(2)] public partial Repeat<Older> More { get; }
        }
        """);

    [Fact]
    public void AnAssemblyThatIsCompliantWithTheCommonLanguageSpecification() => AssertSilent(
        "[assembly: System.CLSCompliant(true)]",
        "#pragma warning disable CS3003\n" + Samples.TinyDense,
        "#pragma warning disable CS3003\n" + Samples.FeedForward);

    [Fact]
    public void AnExperimentalBlock() => AssertSilent("""
        using Tokitai;
        namespace Sample;
        [System.Diagnostics.CodeAnalysis.Experimental("TRY001"), Block]
        internal sealed partial class New { [Linear(4)] public partial Linear L { get; } }
        #pragma warning disable TRY001
        [Model(4)]
        internal sealed partial class M { [Repeat(2)] public partial Repeat<New> Blocks { get; } }
        """);

    [Fact]
    public void ModifiersThatAnImplementationMustRepeat() => GeneratorRun.Valid("""
        namespace Sample
        {
            [Tokitai.Model(4)]
            partial class M
            {
                [Tokitai.Linear(4)] protected virtual partial Tokitai.Linear A { get; }
                [Tokitai.Linear(4)] private protected partial Tokitai.Linear B { get; }
                [Tokitai.Linear(4)] partial Tokitai.Linear C { get; }
            }
        }
        """);

    [Fact]
    public void MembersOfTheUserBesideThoseOfTheGenerator() => GeneratorRun.Valid("""
        using Tokitai;
        namespace Sample;
        [Model(4)]
        internal sealed partial class M : System.IComparable<M>
        {
            private readonly int _count = 3;
            static M() { }
            public M(int seed) : this((ulong)seed) { }
            [Linear(4)] public partial Linear A { get; }
            public int CompareTo(M? other) => _count - (other?._count ?? 0);
            public static int Count => ParameterTensorCount;
        }
        """);

    private static void AssertSilent(params string[] sources) => StrictCompilation.AssertClean(GeneratorRun.Of(Compilations.Create(sources)).After);
}

using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0018</summary>
public class NameTakenTests
{
    [Fact]
    public Task AMethod() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
            public void Forward() { }
        }
        """,
        "TKT0018", "Forward", "'Forward' clashes with what is generated for M: choose another name");

    [Fact]
    public Task AMemberOfEachKindThatTheStubsMustNotClashWith() => Errors.AssertAsync(
        ["""
        [Model(8)] internal sealed partial class M : System.IDisposable
        {
            [Linear(4)] public partial Linear A { get; }
            public static M Create(ulong seed) => throw new System.NotSupportedException();
            public void Dispose() { }
            public const int Info = 3;
        }
        """],
        [
            new("TKT0018", "Create", "'Create' clashes with what is generated for M: choose another name"),
            new("TKT0018", "Dispose", "'Dispose' clashes with what is generated for M: choose another name"),
            new("TKT0018", "Info", "'Info' clashes with what is generated for M: choose another name"),
        ]);

    [Fact]
    public Task TheClassItself() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class Backward
        {
            [Linear(4)] public partial Linear A { get; }
        }
        """,
        "TKT0018", "Backward", "'Backward' clashes with what is generated for Backward: a class cannot have a member of its own name");

    [Fact]
    public Task AFieldAmongOthers() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
            private int a, Info, b;
        }
        """,
        "TKT0018", "Info", "'Info' clashes with what is generated for M: choose another name");

    [Fact]
    public Task ALayer() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear Parameters { get; }
        }
        """,
        "TKT0018", "Parameters", "'Parameters' clashes with what is generated for M: choose another name");

    [Fact]
    public Task ANestedType() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
            public enum Fingerprint { None }
        }
        """,
        "TKT0018", "Fingerprint", "'Fingerprint' clashes with what is generated for M: choose another name");

    [Fact]
    public Task AConstructorOfItsOwn() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
            public M(string name) { }
        }
        """,
        "TKT0018", "M", "the constructor M(String) clashes with what is generated for M: it must call this(seed)");

    [Fact]
    public Task TheGeneratedConstructor() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
            public M(ulong seed) { }
        }
        """,
        "TKT0018", "M", "the constructor M(UInt64) clashes with what is generated for M: choose other parameters");

    [Fact]
    public Task APrimaryConstructor() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M(int x)
        {
            [Linear(4)] public partial Linear A { get; }
        }
        """,
        "TKT0018", "M", "the constructor M(Int32) clashes with what is generated for M: it must call this(seed)");

    [Fact]
    public Task AConstructorOfABlock() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
            public M() { }
        }
        """,
        "TKT0018", "M", "the constructor M() clashes with what is generated for M: a block is made by its model alone");
}

using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0002</summary>
public class UnsupportedClassTests
{
    [Fact]
    public Task WithARequiredMember() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class Inner
        {
            [Linear(4)] public partial Linear A { get; }
            public required string Title { get; set; }
        }
        """,
        "TKT0002", "Inner", "'Inner' cannot be a model or a block: its member 'Title' is required, and generated code makes instances without it");

    [Fact]
    public Task AnAbstractClass() => Errors.AssertAsync(
        """
        [Model(8)] internal abstract partial class M
        {
            [Linear(4)] public partial Linear A { get; }
        }
        """,
        "TKT0002", "M", "'M' cannot be a model or a block: it is abstract");

    [Fact]
    public Task ADerivedClass() => Errors.AssertAsync(
        """
        internal class Base { }
        [Model(8)] internal sealed partial class M : Base
        {
            [Linear(4)] public partial Linear A { get; }
        }
        """,
        "TKT0002", "M", "'M' cannot be a model or a block: it derives from Base");

    [Fact]
    public Task AGenericClass() => Errors.AssertAsync(
        ["""
        [Model(8)] internal sealed partial class M<T>
        {
            [Linear(4)] public partial Linear A { get; }
        }
        """],
        [
            new("TKT0002", "M", "'M' cannot be a model or a block: it is generic"),
        ]);

    [Fact]
    public Task AClassInAGenericClass() => Errors.AssertAsync(
        ["""
        internal static partial class Outer<T>
        {
        [Block] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
        }
        }
        """],
        [
            new("TKT0002", "M", "'M' cannot be a model or a block: it lies in the generic type Outer"),
        ]);

    [Fact]
    public Task ARecord() => Errors.AssertAsync(
        ["""
        [Model(8)] internal sealed partial record M
        {
            [Linear(4)] public partial Linear A { get; }
        }
        """],
        [
            new("TKT0002", "M", "'M' cannot be a model or a block: it is a record"),
        ]);

    [Fact]
    public Task AStaticClass() => Errors.AssertAsync(
        ["""
        [Model(8)] internal static partial class M
        {
            [Linear(4)] public static partial Linear A { get; }
        }
        """],
        [
            new("TKT0002", "M", "'M' cannot be a model or a block: it is static"),
            new("TKT0003", "A", "'A' must be a partial property with a getter alone and not static: public partial Linear A { get; }"),
        ]);

    [Fact]
    public Task AClassLocalToItsFile() => Errors.AssertAsync(
        ["""
        [Model(8)] file sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
        }
        """],
        [
            new("TKT0002", "M", "'M' cannot be a model or a block: it is local to its file"),
        ], "CS9248");

    [Fact]
    public Task AClassInAClassLocalToItsFile() => Errors.AssertAsync(
        ["""
        file static partial class Outer
        {
            [Block] internal sealed partial class B { [Linear(4)] public partial Linear A { get; } }
        }
        """],
        [
            new("TKT0002", "B", "'B' cannot be a model or a block: it lies in Outer, which is local to its file"),
        ], "CS9248");

    [Fact]
    public Task AClassInAClassWithConstraints() => Errors.AssertAsync(
        """
        internal partial class Outer<T, @class> where T : struct
        {
            [Block] internal sealed partial class B { [Linear(4)] public partial Linear A { get; } }
        }
        """,
        "TKT0002", "B", "'B' cannot be a model or a block: it lies in the generic type Outer");
}

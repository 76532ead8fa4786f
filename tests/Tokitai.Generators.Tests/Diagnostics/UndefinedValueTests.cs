using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0017</summary>
public class UndefinedValueTests
{
    [Fact]
    public Task OfANorm() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4, Norm = (NormKind)7)] public partial Linear A { get; }
        }
        """,
        "TKT0017", "Norm = (NormKind)7", "Norm of 'A' is 7, which is no value of NormKind");

    [Fact]
    public Task OfAnActivation() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4, Activation = (ActivationKind)(-1))] public partial Linear A { get; }
        }
        """,
        "TKT0017", "Activation = (ActivationKind)(-1)", "Activation of 'A' is -1, which is no value of ActivationKind");
}

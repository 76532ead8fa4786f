using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0023</summary>
public class NoParametersTests
{
    [Fact]
    public Task OfAModelOfActivationsAlone() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class B { [Activate(ActivationKind.Relu)] public partial Activate A { get; } }
        [Model(8)] internal sealed partial class M
        {
            [Dropout(0.5)] public partial Dropout A { get; }
            [Residual] public partial Residual<B> C { get; }
        }
        """,
        "TKT0023", "M", "M has no parameters: declare at least one layer that has, such as [Linear(10)] public partial Linear Output { get; }");
}

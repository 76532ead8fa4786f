using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0026</summary>
public class NotAModelTests
{
    [Theory]
    [InlineData("Head(\"a\", 4, LossKind.Huber)", "Head")]
    [InlineData("ParameterBudget(1, 100)", "ParameterBudget")]
    [InlineData("MatchedBudget(typeof(C))", "MatchedBudget")]
    public async Task OnABlockAPlainClassAndARecord(string attribute, string name)
    {
        string message = $"C has the attribute [{name}], but it has no [Model]";
        await Errors.AssertAsync($"[Block, {attribute}] internal sealed partial class C {{ [Linear(4)] public partial Linear L {{ get; }} }}", "TKT0026", attribute, message);
        await Errors.AssertAsync($"[{attribute}] internal sealed class C;", "TKT0026", attribute, message);
        await Errors.AssertAsync($"[{attribute}] internal sealed record C;", "TKT0026", attribute, message);
    }

    [Fact]
    public Task WithLayersThatCannotBeGenerated() => Errors.AssertAsync(
        ["[Head(\"a\", 4, LossKind.Huber)] internal sealed class C { [Linear(4)] public partial Linear L { get; } }"],
        [
            new("TKT0026", "Head(\"a\", 4, LossKind.Huber)", "C has the attribute [Head], but it has no [Model]"),
            new("TKT0016", "L", "'L' is a layer, but C has neither [Model] nor [Block]"),
        ],
        "CS0751", "CS9248");
}

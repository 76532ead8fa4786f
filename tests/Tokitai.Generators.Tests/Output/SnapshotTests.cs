using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Output;

public class SnapshotTests
{
    [Fact]
    public void DigitClassifier() =>
        Snapshot.Verify(GeneratorRun.Valid(Samples.DigitClassifier), "Sample.DigitClassifier.g.cs");

    [Fact]
    public void BlockFile() => Snapshot.Verify(GeneratorRun.Valid(Samples.FeedForward), "Sample.FeedForward.g.cs");

    [Fact]
    public void PrivateModelInAnInternalClassOfAnotherNamespace() => Snapshot.Verify(
        GeneratorRun.Valid("""
            namespace Some.Where.Deep
            {
                internal partial struct Outer
                {
                    private sealed partial class Model { }

                    [Tokitai.Model(3)]
                    private sealed partial class Model
                    {
                        [Tokitai.Linear(2, Activation = Tokitai.ActivationKind.Relu)]
                        internal partial Tokitai.Linear Only { get; }
                    }
                }
            }
            """),
        "Some.Where.Deep.Outer.Model.g.cs");

    [Fact]
    public void GlobalNamespace() => Snapshot.Verify(
        GeneratorRun.Valid("""
            [Tokitai.Model(16)]
            internal partial class Net
            {
                [Tokitai.Linear(16, Norm = Tokitai.NormKind.Layer)]
                protected internal partial Tokitai.Linear First { get; }
            }
            """),
        "Net.g.cs");

    [Fact]
    public void BlocksAtSeveralSizesWithNestedBlocks() => Snapshot.Verify(
        GeneratorRun.Valid("""
            using Tokitai;
            namespace Sample;
            [Model(20)]
            internal sealed partial class Tower
            {
                [Repeat(3)] public partial Repeat<Floor> Lower { get; }
                [Linear(48)] public partial Linear Widen { get; }
                [Repeat(2)] public partial Repeat<Floor> Upper { get; }
                [Repeat(300)] public partial Repeat<Room> Roof { get; }
            }
            [Block]
            internal sealed partial class Floor
            {
                [Linear(24, Activation = ActivationKind.Gelu)] public partial Linear Stairs { get; }
                [Repeat(2)] public partial Repeat<Room> Rooms { get; }
            }
            [Block]
            internal sealed partial class Room
            {
                [Linear(32, Norm = NormKind.Layer)] public partial Linear Wall { get; }
            }
            """),
        "Sample.Tower.g.cs");

    [Fact]
    public void WithoutBiasAndReluWithoutNorm() => Snapshot.Verify(
        GeneratorRun.Valid("""
            using Tokitai;
            namespace Sample;
            [Model(8)]
            internal sealed partial class Plain
            {
                [Linear(17, In = 8, Bias = false)] public partial Linear Bare { get; }
                [Linear(5, Activation = ActivationKind.Relu)] public partial Linear Rectified { get; }
                [Linear(4, Bias = false, Norm = NormKind.Layer, Activation = ActivationKind.Relu)] public partial Linear All { get; }
            }
            """),
        "Sample.Plain.g.cs");

    [Fact]
    public void KeywordsAsNames() => Snapshot.Verify(
        GeneratorRun.Valid("""
            namespace @namespace.@event
            {
                [Tokitai.Model(4)]
                internal sealed partial class @class
                {
                    [Tokitai.Linear(4)] public partial Tokitai.Linear @int { get; }
                    [Tokitai.Repeat(2)] public partial Tokitai.Repeat<@while> @foreach { get; }
                    [Tokitai.Linear(4)] public partial Tokitai.Linear @field { get; }
                }
                [Tokitai.Block]
                internal sealed partial class @while
                {
                    [Tokitai.Linear(4)] public partial Tokitai.Linear @value { get; }
                }
            }
            """),
        "namespace.event.class.g.cs");

    [Fact]
    public void NormsAndActivationsAsLayersOfTheirOwn() => Snapshot.Verify(
        GeneratorRun.Valid("""
            using Tokitai;
            namespace Sample;
            [Model(12)]
            internal sealed partial class Layers
            {
                [RmsNorm] public partial RmsNorm Scale { get; }
                [Activate(ActivationKind.Silu)] public partial Activate Fused { get; }
                [Linear(20, Norm = NormKind.Layer)] public partial Linear Dense { get; }
                [Activate(ActivationKind.Tanh)] public partial Activate FusedToo { get; }
                [Activate(ActivationKind.Sigmoid)] public partial Activate Alone { get; }
                [LayerNorm(Epsilon = 1e-3)] public partial LayerNorm Last { get; }
            }
            """),
        "Sample.Layers.g.cs");

    [Fact]
    public void EveryFacetOfALinearLayer() => Snapshot.Verify(
        GeneratorRun.Valid("""
            using Tokitai;
            namespace Sample;
            [Model(12)]
            internal sealed partial class Facets
            {
                [Linear(16, Norm = NormKind.Rms, Activation = ActivationKind.GeluTanh, Dropout = 0.1)] public partial Linear All { get; }
                [Linear(16, Bias = false, Dropout = 0.25f)] public partial Linear DropoutAlone { get; }
            }
            """),
        "Sample.Facets.g.cs");

    [Fact]
    public void DropoutAsALayer() => Snapshot.Verify(
        GeneratorRun.Valid("""
            using Tokitai;
            namespace Sample;
            [Model(12)]
            internal sealed partial class Dropouts
            {
                [Dropout(0.05)] public partial Dropout OfTheInput { get; }
                [Repeat(2)] public partial Repeat<Noisy> Blocks { get; }
                [Dropout(0.5)] public partial Dropout OfTheBlocks { get; }
                [Linear(3)] public partial Linear Output { get; }
            }
            [Block]
            internal sealed partial class Noisy
            {
                [Dropout(0.2)] public partial Dropout Before { get; }
                [Linear(12, Activation = ActivationKind.Relu, Dropout = 0.3)] public partial Linear Dense { get; }
            }
            """),
        "Sample.Dropouts.g.cs");

    [Fact]
    public void EncodingsOfInputsInsideBlocksAndLast() => Snapshot.Verify(
        GeneratorRun.Valid("""
            using Tokitai;
            namespace Sample;
            [Model(12)]
            internal sealed partial class Encoded
            {
                [PadicEncoding(4, 8)] public partial PadicEncoding Numbers { get; }
                [Residual] public partial Residual<Coded> Block { get; }
                [MixtureOfExperts(3, 2)] public partial MixtureOfExperts<Coded> Experts { get; }
                [PadicEncoding(0, 1, Base = 3, Digits = 5)] public partial PadicEncoding Last { get; }
            }
            [Block]
            internal sealed partial class Coded
            {
                [PadicEncoding(0, 12, Digits = 4)] public partial PadicEncoding Before { get; }
                [Linear(12, Activation = ActivationKind.Relu)] public partial Linear Dense { get; }
            }
            """),
        "Sample.Encoded.g.cs");

    [Fact]
    public void ResidualsBeforeAndBehindNorms() => Snapshot.Verify(
        GeneratorRun.Valid("""
            using Tokitai;
            namespace Sample;
            [Model(12)]
            internal sealed partial class Arrangements
            {
                [Residual] public partial Residual<PreNorm> First { get; }
                [Repeat(3, Residual = true)] public partial Repeat<PreNorm> Before { get; }
                [Repeat(2)] public partial Repeat<PostNorm> Behind { get; }
                [Linear(3)] public partial Linear Output { get; }
            }
            [Block]
            internal sealed partial class PreNorm
            {
                [LayerNorm] public partial LayerNorm Norm { get; }
                [Linear(24, Activation = ActivationKind.Gelu)] public partial Linear Up { get; }
                [Linear(12)] public partial Linear Down { get; }
            }
            [Block]
            internal sealed partial class PostNorm
            {
                [Residual] public partial Residual<Odd> Inner { get; }
                [RmsNorm] public partial RmsNorm Norm { get; }
            }
            [Block]
            internal sealed partial class Odd
            {
                [Linear(12)] public partial Linear Only { get; }
            }
            """),
        "Sample.Arrangements.g.cs");

    [Fact]
    public void ManyResidualsInALoopWithDropout() => Snapshot.Verify(
        GeneratorRun.Valid("""
            using Tokitai;
            namespace Sample;
            [Model(12)]
            internal sealed partial class Deep
            {
                [Repeat(300, Residual = true)] public partial Repeat<Thin> Blocks { get; }
            }
            [Block]
            internal sealed partial class Thin
            {
                [Linear(12, Dropout = 0.1)] public partial Linear Only { get; }
            }
            """),
        "Sample.Deep.g.cs");

    [Fact]
    public void RecomputedBlocksOneByOneInALoopAndInsideEachOther() => Snapshot.Verify(
        GeneratorRun.Valid("""
            using Tokitai;
            namespace Sample;
            [Model(20)]
            internal sealed partial class Lean
            {
                [Repeat(3, Recompute = true)] public partial Repeat<Outer> Blocks { get; }
                [Residual] public partial Residual<Looped> Rest { get; }
            }
            [Block]
            internal sealed partial class Outer
            {
                [Linear(12, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)] public partial Linear Only { get; }
                [Repeat(2, Residual = true, Recompute = true)] public partial Repeat<Inner> Inside { get; }
            }
            [Block]
            internal sealed partial class Looped
            {
                [Repeat(300, Residual = true, Recompute = true)] public partial Repeat<Inner> Many { get; }
            }
            [Block]
            internal sealed partial class Inner
            {
                [Linear(12, Dropout = 0.1)] public partial Linear Thin { get; }
            }
            """),
        "Sample.Lean.g.cs");

    [Fact]
    public void BlockFileWithEveryKindOfLayer() => Snapshot.Verify(
        GeneratorRun.Valid("""
            using Tokitai;
            namespace Sample;
            [Block]
            internal sealed partial class Everything
            {
                [LayerNorm] public partial LayerNorm First { get; }
                [Activate(ActivationKind.Gelu)] public partial Activate Second { get; }
                [Dropout(0.1)] public partial Dropout Third { get; }
                [RmsNorm] public partial RmsNorm Fourth { get; }
                [Residual] public partial Residual<Inner> Fifth { get; }
                [Repeat(2, Residual = true)] public partial Repeat<Inner> Sixth { get; }
                [Linear(4, Norm = NormKind.Rms)] public partial Linear Seventh { get; }
            }
            [Block]
            internal sealed partial class Inner
            {
                [Activate(ActivationKind.Relu)] public partial Activate Only { get; }
            }
            """),
        "Sample.Everything.g.cs");

    [Fact]
    public void StubsOfAModelWithAnError() => Snapshot.Verify(
        GeneratorRun.Erroneous("""
            using Tokitai;
            namespace Sample;
            [Model(8)]
            public sealed partial class Wrong
            {
                [Linear(0)] public partial Linear Empty { get; }
                [Linear(5)] public partial Linear Fine { get; }
            }
            """),
        "Sample.Wrong.g.cs");

    [Fact]
    public void MixturesOfExpertsFirstNestedAndInsideResiduals() => Snapshot.Verify(
        GeneratorRun.Valid("""
            using Tokitai;
            namespace Sample;
            [Model(20)]
            internal sealed partial class Mixtures
            {
                [MixtureOfExperts(4, 2, LoadBalance = 0.01, RouterZLoss = 1e-3, RouterNoise = 0.5)] public partial MixtureOfExperts<Small> First { get; }
                [Repeat(2, Residual = true)] public partial Repeat<Layer> Layers { get; }
                [Linear(3)] public partial Linear Output { get; }
            }
            [Block]
            internal sealed partial class Layer
            {
                [LayerNorm] public partial LayerNorm Norm { get; }
                [MixtureOfExperts(8, 3, Renormalize = true, GluingPenalty = 0.1, DetachGates = true)] public partial MixtureOfExperts<Deep> Experts { get; }
            }
            [Block]
            internal sealed partial class Deep
            {
                [Residual] public partial Residual<Small> Skip { get; }
                [MixtureOfExperts(3, 1)] public partial MixtureOfExperts<Small> Inner { get; }
                [Dropout(0.1)] public partial Dropout Noise { get; }
            }
            [Block]
            internal sealed partial class Small
            {
                [Linear(20, Activation = ActivationKind.Silu)] public partial Linear Dense { get; }
            }
            """),
        "Sample.Mixtures.g.cs");
}

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
}

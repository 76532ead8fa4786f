namespace Tokitai.Generators.Tests.Support;

/// <summary>Declarations that several tests use.</summary>
internal static class Samples
{
    public const string DigitClassifier = """
        using Tokitai;

        namespace Sample;

        /// <summary>Documented.</summary>
        [Model(64)]
        public sealed partial class DigitClassifier
        {
            /// <summary>Documented.</summary>
            [Linear(128, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
            public partial Linear Hidden { get; }

            /// <summary>Documented.</summary>
            [Linear(10)]
            public partial Linear Logits { get; }
        }

        """;

    public const string FeedForward = """
        using Tokitai;

        namespace Sample;

        /// <summary>Documented.</summary>
        [Block]
        public sealed partial class FeedForward
        {
            /// <summary>Documented.</summary>
            [Linear(4096, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)] public partial Linear Up { get; }

            /// <summary>Documented.</summary>
            [Linear(1024, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)] public partial Linear Down { get; }
        }

        """;

    public const string TinyDense = """
        using Tokitai;

        namespace Sample;

        /// <summary>Documented.</summary>
        [Model(96), ParameterBudget(650_000_000, 750_000_000)]
        public sealed partial class TinyDense
        {
            /// <summary>Documented.</summary>
            [Linear(1024, Norm = NormKind.Layer)] public partial Linear InputProj { get; }

            /// <summary>Documented.</summary>
            [Repeat(84)] public partial Repeat<FeedForward> Blocks { get; }

            /// <summary>Documented.</summary>
            [Linear(20)] public partial Linear OutputProj { get; }
        }

        """;
}

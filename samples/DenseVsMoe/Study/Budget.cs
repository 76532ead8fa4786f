using System.Collections.Generic;
using DenseVsMoe.Models.Nano;
using DenseVsMoe.Models.Tiny;
using Tokitai;

namespace DenseVsMoe.Study;

/// <summary>A size of the study: its contestants, and numbers that suit them.</summary>
/// <param name="Name">Name in the option.</param>
/// <param name="Contestants">The arms, the dense one first.</param>
/// <param name="LearningRates">Learning rates to choose from.</param>
/// <param name="Seeds">Paired seeds.</param>
/// <param name="Steps">Steps of a run.</param>
/// <param name="BatchSize">Samples of a step.</param>
/// <param name="JudgedSamples">Samples that judge a run.</param>
/// <param name="SharesThreads">
/// Whether all threads work on one run. Small models gain more from a run for each thread: their products are too short to share out.
/// </param>
public sealed record Budget(
    string Name, IReadOnlyList<Contestant> Contestants, IReadOnlyList<float> LearningRates, int Seeds, int Steps, int BatchSize,
    int JudgedSamples, bool SharesThreads)
{
    /// <summary>The name of the dense contestant, with which all are compared.</summary>
    public const string Dense = "dense";

    /// <summary>The name of the plain mixture, with which its extensions are compared.</summary>
    public const string PlainMixture = "moe";

    /// <summary>About 195,540 parameters: minutes.</summary>
    public static Budget Nano { get; } = new(
        "nano", Arms<NanoMoeTwin, NanoMoeFlopsTwin, NanoMoe, NanoBalancedMoe, NanoPadicMoe, NanoSheafMoe, NanoSheafDetachedMoe, NanoPadicSheafMoe,
            NanoPadicSheafDetachedMoe>(),
        [3e-3f, 1e-2f, 3e-2f], Seeds: 5, Steps: 1500, BatchSize: 128, JudgedSamples: 8192, SharesThreads: false);

    /// <summary>About 85 million parameters: hours.</summary>
    public static Budget Tiny { get; } = new(
        "tiny", Arms<TinyMoeTwin, TinyMoeFlopsTwin, TinyMoe, TinyBalancedMoe, TinyPadicMoe, TinySheafMoe, TinySheafDetachedMoe, TinyPadicSheafMoe,
            TinyPadicSheafDetachedMoe>(),
        [1e-4f, 3e-4f], Seeds: 2, Steps: 2000, BatchSize: 128, JudgedSamples: 8192, SharesThreads: true);

    /// <summary>All budgets.</summary>
    public static IReadOnlyList<Budget> All { get; } = [Nano, Tiny];

    private static Contestant[] Arms<TDense, TDenseFlops, TMoe, TBalanced, TPadic, TSheaf, TSheafDetached, TBoth, TBothDetached>()
        where TDense : class, IModel<TDense>
        where TDenseFlops : class, IModel<TDenseFlops>
        where TMoe : class, IModel<TMoe>
        where TBalanced : class, IModel<TBalanced>
        where TPadic : class, IModel<TPadic>
        where TSheaf : class, IModel<TSheaf>
        where TSheafDetached : class, IModel<TSheafDetached>
        where TBoth : class, IModel<TBoth>
        where TBothDetached : class, IModel<TBothDetached> =>
    [
        new ModelContestant<TDense>(Dense, "dense, matched in parameters"),
        new ModelContestant<TDenseFlops>("dense-flops", "dense, matched in operations"),
        new ModelContestant<TMoe>(PlainMixture, "plain softmax mixture, 2 of 4"),
        new ModelContestant<TBalanced>("balanced", "mixture with a balancing loss"),
        new ModelContestant<TPadic>("padic", "mixture with p-adic inputs"),
        new ModelContestant<TSheaf>("sheaf", "mixture with a gluing penalty"),
        new ModelContestant<TSheafDetached>("sheaf-detached", "mixture with a gluing penalty, gates detached"),
        new ModelContestant<TBoth>("padic-sheaf", "mixture with p-adic inputs and a gluing penalty"),
        new ModelContestant<TBothDetached>("padic-sheaf-detached", "mixture with p-adic inputs and a gluing penalty, gates detached"),
    ];
}

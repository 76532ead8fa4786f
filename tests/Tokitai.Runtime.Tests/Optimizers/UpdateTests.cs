using System;
using System.Collections.Generic;
using System.Linq;
using Tokitai.Kernels;
using Tokitai.Memory;
using Tokitai.Optimizers;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Optimizers;

/// <summary>What holds for the updates of every optimizer: bits, padding, memory, decay by kind.</summary>
[Collection(nameof(CoreTuning))]
public unsafe class UpdateTests
{
    public static TheoryData<string> Optimizers => ["sgd", "decay", "momentum", "nesterov", "adam", "adamw", "lion", "clipped"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void All_widths_give_the_same_bits(string name)
    {
        // Without fused multiply-add the 128-bit path may round twice where others round once.
        if (!SimdDispatch.IsFused) return;
        uint[] narrow = Path(name, SimdLevel.Vector128, Sweep);
        Assert.Equal(narrow, Path(name, SimdLevel.Vector256, Sweep));
        Assert.Equal(narrow, Path(name, SimdLevel.Vector512, Sweep));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void An_update_in_tiles_gives_the_bits_of_the_sweep(string name) =>
        Assert.Equal(Path(name, SimdDispatch.Level, Sweep), Path(name, SimdDispatch.Level, Tiles));

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Threads_do_not_change_the_bits(string name) =>
        Assert.Equal(
            Path(name, SimdDispatch.Level, (optimizer, gradients) => Sweep(new WorkerPool(1), optimizer, gradients)),
            Path(name, SimdDispatch.Level, (optimizer, gradients) => Sweep(new WorkerPool(3), optimizer, gradients)));

    /// <summary>Where parameters and moments overflow the caches and several threads share them, some cores send them past the caches.</summary>
    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Updates_stream_the_same_bits(string name)
    {
        long bytes = ProcessorCaches.StreamingBytes;
        CoreTuning tuning = CoreTuning.Current;
        try
        {
            foreach (SimdLevel simd in VectorMap.Levels)
            {
                CoreTuning.Current = CoreTuning.FewInstructions;
                uint[] cached = Path(name, simd, (optimizer, gradients) => Sweep(new WorkerPool(2), optimizer, gradients));
                CoreTuning.Current = CoreTuning.FewLoads;
                ProcessorCaches.StreamingBytes = 0;
                Assert.Equal(cached, Path(name, simd, (optimizer, gradients) => Sweep(new WorkerPool(2), optimizer, gradients)));
                Assert.Equal(cached, Path(name, simd, Tiles));
            }
        }
        finally
        {
            ProcessorCaches.StreamingBytes = bytes;
            CoreTuning.Current = tuning;
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_padding_stays_zero(string name)
    {
        using SmallModel model = SmallModel.Create(0);
        using Gradients<SmallModel> gradients = SmallModel.CreateGradients();
        using Optimizer<SmallModel> optimizer = Make(name, model);
        for (int step = 0; step < 3; step++)
        {
            gradients.Randomize(step);
            optimizer.Step(gradients);
        }

        Assert.True(model.Parameters.HasZeroPadding());
        Assert.All(optimizer.State, state => Assert.True(state.Tensors.HasZeroPadding(), state.Name));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_step_allocates_nothing(string name)
    {
        using SmallModel model = SmallModel.Create(0);
        using Gradients<SmallModel> gradients = SmallModel.CreateGradients();
        using Optimizer<SmallModel> optimizer = Make(name, model);
        Assert.Equal(0, Allocated.Least(() => optimizer.Step(gradients)));
    }

    [Theory]
    [InlineData("decay", false)]
    [InlineData("decay", true)]
    [InlineData("adam", false)]
    [InlineData("adam", true)]
    [InlineData("adamw", false)]
    [InlineData("adamw", true)]
    [InlineData("lion", false)]
    [InlineData("lion", true)]
    public void Decay_goes_by_kind(string name, bool decayAll)
    {
        using SmallModel model = SmallModel.Create(0);
        using Gradients<SmallModel> zeroGradients = SmallModel.CreateGradients();
        using Optimizer<SmallModel> optimizer = Make(name, model, decayAll);
        model.Parameters.Randomize(1);
        List<float[]> before = [.. model.Parameters.Select(tensor => tensor.ToArray())];
        optimizer.Step(zeroGradients);

        foreach (TensorView tensor in model.Parameters)
        {
            // Rounding aside, which a share of 0.05 * 0.1 is far from.
            bool decayed = Enumerable.Zip(before[tensor.Info.Index], tensor.ToArray())
                .All(pair => MathF.Abs(pair.Second) < MathF.Abs(pair.First) || pair.First == 0);
            bool unchanged = before[tensor.Info.Index].AsSpan().SequenceEqual(tensor.ToArray());
            bool decays = decayAll || tensor.Info.Kind == TensorKind.LinearWeight;
            Assert.True(decays ? decayed : unchanged, tensor.Name);
        }
    }

    internal static Optimizer<SmallModel> Make(string name, SmallModel model, bool decayAll = false) => name switch
    {
        "sgd" => new Sgd<SmallModel>(model, 0.05f),
        "decay" => new Sgd<SmallModel>(model, 0.05f, weightDecay: 0.1f, decayAll: decayAll),
        "momentum" => new Sgd<SmallModel>(model, 0.05f, momentum: 0.9f),
        "nesterov" => new Sgd<SmallModel>(model, 0.05f, momentum: 0.9f, nesterov: true, weightDecay: 0.1f),

        // A large epsilon, so that the decay moves each element by a share of it and not by the learning rate.
        "adam" => new Adam<SmallModel>(model, 0.05f, epsilon: 1, weightDecay: 0.1f, decayAll: decayAll),
        "adamw" => new AdamW<SmallModel>(model, 0.05f, weightDecay: 0.1f, decayAll: decayAll),
        "lion" => new Lion<SmallModel>(model, 0.05f, weightDecay: 0.1f, decayAll: decayAll),
        "clipped" => new AdamW<SmallModel>(model, 0.05f, weightDecay: 0.1f) { MaxGradientNorm = 100, MaxGradientValue = 0.5f },
        _ => throw new ArgumentException(name),
    };

    private static uint[] Path(string name, SimdLevel simd, Action<Optimizer<SmallModel>, Gradients<SmallModel>> step)
    {
        using SmallModel model = SmallModel.Create(0);
        using Gradients<SmallModel> gradients = SmallModel.CreateGradients();
        using Optimizer<SmallModel> optimizer = Make(name, model);
        optimizer.Rule.Simd = simd;
        model.Parameters.Randomize(1);
        for (int i = 0; i < 4; i++)
        {
            gradients.Randomize(10 + i);
            step(optimizer, gradients);
        }

        return [.. model.Parameters.PackedBits(), .. optimizer.State.SelectMany(state => state.Tensors.PackedBits())];
    }

    private static void Sweep(Optimizer<SmallModel> optimizer, Gradients<SmallModel> gradients) => optimizer.Step(gradients);

    private static void Sweep(WorkerPool pool, Optimizer<SmallModel> optimizer, Gradients<SmallModel> gradients)
    {
        var sweep = new UpdateSweep(SmallModel.Info);
        Assert.True(sweep.TaskCount > 1);
        sweep.Run(pool, optimizer.StepInProgress, optimizer.Model.Parameters, gradients, finite: true);
    }

    /// <summary>As a backward pass does it, with a gradient that lies elsewhere.</summary>
    private static void Tiles(Optimizer<SmallModel> optimizer, Gradients<SmallModel> gradients)
    {
        using BufferLease parameters = optimizer.Model.Parameters.Buffer.Lease(optimizer);
        OptimizerStep step = optimizer.StepInProgress;
        step.Begin(parameters.Pointer, finite: true, threads: 2);
        while (step.NextRun(needsInputGradient: false)) KernelRuns.Send(gradients, step.Sink);
        step.End();
    }
}

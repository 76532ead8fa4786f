using System;
using System.Linq;
using Tokitai.Memory;
using Tokitai.Optimizers;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Optimizers;

/// <summary>Making, resuming, failing and disposing of optimizers.</summary>
public unsafe class OptimizerLifetimeTests : IDisposable
{
    private readonly SmallModel _model = SmallModel.Create(0);
    private readonly Gradients<SmallModel> _gradients = SmallModel.CreateGradients();

    public void Dispose()
    {
        _gradients.Dispose();
        _model.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Defaults_are_those_of_PyTorch()
    {
        using var adam = new AdamW<SmallModel>(_model);
        Assert.Equal((1e-3f, 0.9, 0.999, 1e-8f, 0.01f, false), (adam.LearningRate, adam.Beta1, adam.Beta2, adam.Epsilon, adam.WeightDecay, adam.DecayAll));
        using var coupled = new Adam<SmallModel>(_model);
        Assert.Equal((1e-3f, 0.9, 0.999, 1e-8f, 0f, false), (coupled.LearningRate, coupled.Beta1, coupled.Beta2, coupled.Epsilon, coupled.WeightDecay, coupled.DecayAll));
        using var sgd = new Sgd<SmallModel>(_model);
        Assert.Equal((1e-3f, 0f, false, 0f), (sgd.LearningRate, sgd.Momentum, sgd.Nesterov, sgd.WeightDecay));
    }

    [Fact]
    public void Defaults_of_Lion_are_those_of_its_paper()
    {
        using var lion = new Lion<SmallModel>(_model);
        Assert.Equal((1e-4f, 0.9, 0.99, 0f, false), (lion.LearningRate, lion.Beta1, lion.Beta2, lion.WeightDecay, lion.DecayAll));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-0.5f)]
    public void Settings_outside_their_range_are_refused_by_name_and_number(float value)
    {
        Refuses("learningRate", value, () => new AdamW<SmallModel>(_model, learningRate: value));
        Refuses("beta1", value, () => new AdamW<SmallModel>(_model, beta1: value));
        Refuses("beta2", value, () => new AdamW<SmallModel>(_model, beta2: value));
        Refuses("epsilon", value, () => new AdamW<SmallModel>(_model, epsilon: value));
        Refuses("weightDecay", value, () => new AdamW<SmallModel>(_model, weightDecay: value));
        Refuses("learningRate", value, () => new Adam<SmallModel>(_model, learningRate: value));
        Refuses("beta1", value, () => new Adam<SmallModel>(_model, beta1: value));
        Refuses("beta2", value, () => new Adam<SmallModel>(_model, beta2: value));
        Refuses("epsilon", value, () => new Adam<SmallModel>(_model, epsilon: value));
        Refuses("weightDecay", value, () => new Adam<SmallModel>(_model, weightDecay: value));
        Refuses("learningRate", value, () => new Lion<SmallModel>(_model, learningRate: value));
        Refuses("beta1", value, () => new Lion<SmallModel>(_model, beta1: value));
        Refuses("beta2", value, () => new Lion<SmallModel>(_model, beta2: value));
        Refuses("weightDecay", value, () => new Lion<SmallModel>(_model, weightDecay: value));
        Refuses("learningRate", value, () => new Sgd<SmallModel>(_model, learningRate: value));
        Refuses("momentum", value, () => new Sgd<SmallModel>(_model, momentum: value));
        Refuses("weightDecay", value, () => new Sgd<SmallModel>(_model, weightDecay: value));
    }

    [Fact]
    public void Ends_of_ranges_are_exact()
    {
        Refuses("epsilon", 0, () => new AdamW<SmallModel>(_model, epsilon: 0));
        Refuses("beta1", 1, () => new AdamW<SmallModel>(_model, beta1: 1));
        Refuses("beta2", 1, () => new AdamW<SmallModel>(_model, beta2: 1));
        Refuses("beta1", 1, () => new Lion<SmallModel>(_model, beta1: 1));
        Refuses("beta2", 1, () => new Lion<SmallModel>(_model, beta2: 1));
        Refuses("momentum", 1, () => new Sgd<SmallModel>(_model, momentum: 1));
        Assert.Contains("'nesterov'", Assert.Throws<ArgumentException>(() => new Sgd<SmallModel>(_model, nesterov: true)).Message);
        new AdamW<SmallModel>(_model, learningRate: 0, beta1: 0, beta2: 0, weightDecay: 0).Dispose();
        Assert.Throws<ArgumentNullException>("model", () => new AdamW<SmallModel>(null!));
        Assert.Throws<ArgumentNullException>("model", () => new Adam<SmallModel>(null!));
        Assert.Throws<ArgumentNullException>("model", () => new Lion<SmallModel>(null!));
        Assert.Throws<ArgumentNullException>("model", () => new Sgd<SmallModel>(null!));
    }

    [Fact]
    public void A_resumed_run_takes_the_same_path()
    {
        using var optimizer = new AdamW<SmallModel>(_model);
        Step(optimizer, 5);

        using SmallModel resumedModel = SmallModel.Create(0);
        using var resumed = new AdamW<SmallModel>(resumedModel);
        Copy(_model.Parameters, resumedModel.Parameters);
        Copy(optimizer.FirstMoment, resumed.FirstMoment);
        Copy(optimizer.SecondMoment, resumed.SecondMoment);
        resumed.StepCount = optimizer.StepCount;

        Step(optimizer, 5);
        uint[] expected = _model.Parameters.PackedBits();
        Step(resumed, 5);
        Assert.Equal(expected, resumedModel.Parameters.PackedBits());
        Assert.Throws<ArgumentOutOfRangeException>(() => resumed.StepCount = -1);
    }

    [Fact]
    public void State_is_named()
    {
        using var adam = new AdamW<SmallModel>(_model);
        Assert.Equal(["firstMoment", "secondMoment"], adam.State.Select(state => state.Name));
        Assert.Same(adam.SecondMoment, adam.State[1].Tensors);
        using var coupled = new Adam<SmallModel>(_model);
        Assert.Equal(["firstMoment", "secondMoment"], coupled.State.Select(state => state.Name));
        using var lion = new Lion<SmallModel>(_model);
        Assert.Equal("momentum", Assert.Single(lion.State).Name);
        Assert.Same(lion.MomentumBuffer, lion.State[0].Tensors);
        using var plain = new Sgd<SmallModel>(_model);
        Assert.Empty(plain.State);
        Assert.Null(plain.MomentumBuffer);
        using var heavy = new Sgd<SmallModel>(_model, momentum: 0.5f);
        Assert.Equal("momentum", Assert.Single(heavy.State).Name);
    }

    [Fact]
    public void A_disposed_optimizer_refuses_and_counts_nothing()
    {
        foreach (Optimizer<SmallModel> optimizer in new Optimizer<SmallModel>[]
        {
            new Sgd<SmallModel>(_model), new Adam<SmallModel>(_model), new AdamW<SmallModel>(_model), new Lion<SmallModel>(_model),
        })
        {
            optimizer.Dispose();
            optimizer.Dispose();
            Assert.Throws<ObjectDisposedException>(() => optimizer.Step(_gradients));
            Assert.Throws<ObjectDisposedException>(() => optimizer.Step(_gradients));
            Assert.Equal(0, optimizer.StepCount);
        }
    }

    [Theory]
    [InlineData(-1e-3f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_learning_rate_that_is_none_is_refused_by_its_name(float rate)
    {
        using var optimizer = new Sgd<SmallModel>(_model, 0.5f);
        Assert.Equal(rate, Assert.Throws<ArgumentOutOfRangeException>("LearningRate", () => optimizer.LearningRate = rate).ActualValue);
        Assert.Equal(0.5f, optimizer.LearningRate);
    }

    [Fact]
    public void State_disposed_during_a_step_lives_until_its_end()
    {
        var optimizer = new AdamW<SmallModel>(_model);
        using BufferLease parameters = _model.Parameters.Buffer.Lease(_model);
        using BufferLease gradients = _gradients.Buffer.Lease(_gradients);
        optimizer.StepInProgress.Begin(parameters.Pointer, finite: true, threads: 1);
        Assert.Contains("already running", Assert.Throws<InvalidOperationException>(() => optimizer.Step(_gradients)).Message);
        optimizer.Dispose();
        optimizer.StepInProgress.Sink.Update(0, 16, gradients.Pointer, TensorKind.LinearWeight, Lookahead.None);
        optimizer.StepInProgress.End();
        Assert.Equal(1, optimizer.StepCount);
    }

    private static void Copy(TensorSet from, TensorSet to)
    {
        for (int i = 0; i < from.Count; i++) to[i].CopyFrom(from[i].ToArray());
    }

    private static void Refuses(string name, float value, Func<IDisposable> make)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(name, () => make());
        Assert.Equal((double)value, Convert.ToDouble(exception.ActualValue, System.Globalization.CultureInfo.InvariantCulture));
    }

    private void Step(Optimizer<SmallModel> optimizer, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            _gradients.Randomize((int)optimizer.StepCount);
            optimizer.Step(_gradients);
        }
    }
}

using System;
using System.Linq;
using DenseVsMoe.Data;
using Xunit;

namespace Tokitai.Study.Tests.Data;

public sealed class EntropyTests
{
    [Fact]
    public void Equal_logits_have_the_entropy_of_chance()
    {
        Assert.Equal(Math.Log(12), Entropy.OfSoftmax(new double[12]), 14);
        Assert.Equal(Math.Log(2), Entropy.OfSigmoid(0), 15);
    }

    /// <summary>By definition, -sum p ln p.</summary>
    [Fact]
    public void Entropies_are_those_of_the_probabilities()
    {
        double[] logits = [1.5, -2, 0.25, 600], smaller = [1.5, -2, 0.25];
        Assert.Equal(0, Entropy.OfSoftmax(logits), 14);
        double[] probabilities = [.. smaller];
        PortableMath.Softmax(probabilities);
        Assert.Equal(probabilities.Sum(p => -p * Math.Log(p)), Entropy.OfSoftmax(smaller), 14);
        double one = PortableMath.Sigmoid(1.5);
        Assert.Equal((-one * Math.Log(one)) - ((1 - one) * Math.Log(1 - one)), Entropy.OfSigmoid(1.5), 14);
    }

    [Fact]
    public void An_event_and_its_opposite_have_the_same_entropy() => Assert.Equal(Entropy.OfSigmoid(3.25), Entropy.OfSigmoid(-3.25));
}

using System;
using System.Collections.Generic;
using System.Linq;
using Tokitai.Tests.Models;
using Tokitai.Tests.Probe;
using Xunit;

namespace Tokitai.Tests;

/// <summary>Typed views and views by index and name show the same tensors.</summary>
public sealed class ViewTests
{
    [Fact]
    public void A_typed_view_is_the_tensor_of_its_name()
    {
        using var model = new ProbeModel(1);
        Assert.Equal("input.weight", model.Input.Weight.Name);
        Assert.Equal("input.norm.bias", model.Input.Norm.Bias.Name);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal($"blocks.{i}.up.weight", model.Blocks[i].Up.Weight.Name);
            Assert.Equal($"blocks.{i}.up.bias", model.Blocks[i].Up.Bias.Name);
            Assert.Equal($"blocks.{i}.down.norm.weight", model.Blocks[i].Down.Norm.Weight.Name);
        }

        Assert.Equal("residuals.1.scale.weight", model.Residuals[1].Scale.Weight.Name);
        Assert.Equal("residuals.0.down.norm.weight", model.Residuals[0].Down.Norm.Weight.Name);
        Assert.Equal("residuals.0.inner.norm.bias", model.Residuals[0].Inner.Block.Norm.Bias.Name);
        Assert.Equal("gate.dense.weight", model.Gate.Block.Dense.Weight.Name);
        Assert.Equal("output.weight", model.Output.Weight.Name);
        Assert.Equal(model.Parameters[^1].Name, model.Output.Weight.Name);
    }

    [Fact]
    public void Layers_without_parameters_show_their_declaration()
    {
        using var model = new ProbeModel(1);
        Assert.Equal(0.1f, model.Noise.Rate);
        Assert.Equal(ActivationKind.Silu, model.Fused.Activation);
        Assert.Equal(ActivationKind.Sigmoid, model.Gate.Block.Alone.Activation);
    }

    /// <summary>The same block lies at two sizes here: the first copy reads 300 features, the others 65.</summary>
    [Fact]
    public void A_block_has_the_size_of_its_use()
    {
        using var model = new ProbeModel(1);
        Assert.Equal([270, 300], model.Blocks[0].Up.Weight.Shape);
        Assert.Equal([270, 65], model.Blocks[1].Up.Weight.Shape);
        Assert.Equal([65, 270], model.Blocks[2].Down.Weight.Shape);
    }

    [Fact]
    public void A_view_and_a_model_describe_themselves()
    {
        using var model = new MlpRelu(1);
        Assert.Equal("hidden.weight [23, 10]", model.Hidden.Weight.ToString());
        Assert.Equal("hidden.bias [23]", model.Parameters[1].ToString());
        Assert.Equal("no tensor", default(TensorView).ToString());
        Assert.Equal("TinyDense: 96 -> 20, 706,055,188 parameters in 678 tensors", TinyDense.Info.ToString());
    }

    [Fact]
    public void Values_come_back_as_they_went_in()
    {
        using var model = new ProbeModel(1);
        foreach (TensorView tensor in model.Parameters)
        {
            float[] values = [.. Enumerable.Range(0, (int)tensor.Length).Select(i => i + 0.5f)];
            tensor.CopyFrom(values);
            Assert.Equal(values, tensor.ToArray());
            Assert.Equal(values, model.Parameters[tensor.Name].ToArray());
        }
    }

    [Fact]
    public void Wrong_lengths_and_places_are_named()
    {
        using var model = new ProbeModel(1);
        var length = Assert.Throws<ArgumentException>(() => model.Output.Weight.CopyTo(new float[10]));
        Assert.Contains("'output.weight' has 319 elements (shape [11, 29]), but the span has 10", length.Message);
        var index = Assert.Throws<ArgumentOutOfRangeException>(() => model.Parameters[55]);
        Assert.Contains("55 tensors: valid are 0 to 54", index.Message);
        Assert.Throws<KeyNotFoundException>(() => model.Parameters["blocks.3.up.weight"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Blocks[3]);
        Assert.Throws<InvalidOperationException>(() => model.Output.Bias);
        Assert.Throws<InvalidOperationException>(() => model.Output.Norm);
        var bias = Assert.Throws<InvalidOperationException>(() => model.Residuals[0].Down.Norm.Bias);
        Assert.Contains("'residuals.0.down.norm.weight' is a root mean square norm: it has no bias", bias.Message);
        Assert.Throws<InvalidOperationException>(() => default(Linear).Weight);
        Assert.Throws<InvalidOperationException>(() => default(LayerNorm).Weight);
        Assert.Throws<InvalidOperationException>(() => default(RmsNorm).Weight);
        Assert.Throws<InvalidOperationException>(() => default(TensorView).Name);
    }

    /// <summary>A model in a static field of its own class, in whatever part: the tables must be there before it.</summary>
    [Fact]
    public void A_model_may_hold_an_instance_of_itself() => Assert.Equal(2, StaticInstance.Default.Parameters.Count);

    [Fact]
    public void Gradients_have_the_tensors_of_the_parameters()
    {
        using var model = new MlpRelu(1);
        using Gradients<MlpRelu> gradients = MlpRelu.CreateGradients();
        Assert.Equal(model.Parameters.Select(tensor => tensor.Name), gradients.Select(tensor => tensor.Name));
        Assert.All(gradients, tensor => Assert.All(tensor.ToArray(), value => Assert.Equal(0, value)));
    }
}

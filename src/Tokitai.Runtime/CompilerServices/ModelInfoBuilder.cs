using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;
using Tokitai.Kernels;

namespace Tokitai.CompilerServices;

/// <summary>
/// Infrastructure: generated code lists its layers here, once, when the model is first used. The builder lays the tensors
/// out again and compares with what the generator compiled in, so that a model never runs with a runtime of another layout.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ModelInfoBuilder
{
    private readonly List<TensorInfo> _tensors = [];
    private readonly List<MixtureInfo> _mixtures = [];
    private readonly List<HeadInfo> _heads = [];
    private readonly string _name;
    private readonly int _inputSize;
    private readonly int _outputSize;
    private long _packedLength;
    private int _headOutputs;
    private int _headTargets;

    /// <summary>Starts a table.</summary>
    /// <param name="layoutVersion">Layout that the model was generated for.</param>
    /// <param name="name">Name of the model's class.</param>
    /// <param name="inputSize">Features of one input sample.</param>
    /// <param name="outputSize">Features of one output sample.</param>
    /// <exception cref="InvalidOperationException">The runtime has another layout.</exception>
    public ModelInfoBuilder(int layoutVersion, string name, int inputSize, int outputSize)
    {
        if (layoutVersion != PackedLayout.Version)
        {
            throw new InvalidOperationException(
                $"{name} was generated for parameter layout {layoutVersion}, but this runtime has layout {PackedLayout.Version}: "
                + "the generator and the runtime must come from the same version of the package. Rebuild the project.");
        }

        _name = name;
        _inputSize = inputSize;
        _outputSize = outputSize;
    }

    /// <summary>Adds the tensors of a linear layer: weight, bias, norm weight, norm bias.</summary>
    /// <param name="path">Path of the layer, such as <c>blocks.3.up</c>.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="parts">Which tensors the layer has beside its weight.</param>
    public void Linear(string path, int inputs, int outputs, LinearParts parts)
    {
        Add(path + ".weight", TensorKind.LinearWeight, [outputs, inputs], inputs);
        if ((parts & LinearParts.Bias) != 0) Add(path + ".bias", TensorKind.LinearBias, [outputs], inputs);
        if ((parts & LinearParts.LayerNorm) != 0) LayerNorm(path + ".norm", outputs);
        if ((parts & LinearParts.RmsNorm) != 0) RmsNorm(path + ".norm", outputs);
    }

    /// <summary>Adds the tensors of a layer normalisation: weight, bias.</summary>
    /// <param name="path">Path of the layer.</param>
    /// <param name="features">Features of a sample.</param>
    public void LayerNorm(string path, int features)
    {
        RmsNorm(path, features);
        Add(path + ".bias", TensorKind.NormBias, [features], features);
    }

    /// <summary>Adds the tensor of a root mean square normalisation: weight.</summary>
    /// <param name="path">Path of the layer.</param>
    /// <param name="features">Features of a sample.</param>
    public void RmsNorm(string path, int features) => Add(path + ".weight", TensorKind.NormWeight, [features], features);

    /// <summary>Adds a mixture of experts with the tensors of its router; those of its experts follow.</summary>
    /// <param name="path">Path of the layer.</param>
    /// <param name="inputs">Input features.</param>
    /// <param name="experts">Number of experts.</param>
    /// <param name="topK">Number of experts that a sample is routed to.</param>
    /// <param name="renormalize">Whether the weights of the chosen experts are scaled to a sum of 1.</param>
    /// <param name="loadBalance">Factor of the balancing loss.</param>
    /// <param name="routerZLoss">Factor of the loss on the logits' size.</param>
    /// <param name="routerNoise">Standard deviation of the noise on the logits.</param>
    /// <param name="gluingPenalty">Factor of the penalty on disagreement.</param>
    /// <param name="detachGates">Whether the penalty's weights count as constants.</param>
    public void Mixture(
        string path, int inputs, int experts, int topK, bool renormalize = false, float loadBalance = 0, float routerZLoss = 0, float routerNoise = 0,
        float gluingPenalty = 0, bool detachGates = false)
    {
        _mixtures.Add(new MixtureInfo(
            path, experts, topK, new MixtureOptions(renormalize, loadBalance, routerZLoss, routerNoise, gluingPenalty, detachGates)));
        Linear(path + ".router", inputs, experts, LinearParts.Bias);
    }

    /// <summary>Adds a head over the next outputs.</summary>
    /// <param name="name">Name of the head.</param>
    /// <param name="size">Number of its outputs.</param>
    /// <param name="loss">Its loss.</param>
    /// <param name="weight">Factor of its loss.</param>
    public void Head(string name, int size, LossKind loss, float weight)
    {
        var head = new HeadInfo(name, loss, _headOutputs, size, _headTargets, weight);
        _heads.Add(head);
        _headOutputs += size;
        _headTargets += head.TargetSize;
    }

    /// <summary>Ends the table.</summary>
    /// <param name="packedLength">Packed floats of all parameters, as the generator planned them.</param>
    /// <param name="parameterCount">Number of scalars, as the generator counted them.</param>
    /// <param name="trainingFeatures">Features of a training workspace.</param>
    /// <param name="inferenceFeatures">Features of a forward-only workspace.</param>
    /// <param name="widestLayer">Features of the widest layer.</param>
    /// <param name="forwardFlops">Floating-point operations of a forward pass, a sample.</param>
    /// <param name="trainingFlops">Floating-point operations of a forward and a backward pass, a sample.</param>
    /// <param name="fingerprint">Fingerprint of the architecture.</param>
    /// <param name="rowsPerSample">The most rows that a sample takes in any arena of a mixture; 1 without one.</param>
    /// <exception cref="InvalidOperationException">The generator and the runtime disagree about the layout.</exception>
    public ModelInfo Build(
        long packedLength, long parameterCount, long trainingFeatures, long inferenceFeatures, int widestLayer,
        long forwardFlops, long trainingFlops, string fingerprint, int rowsPerSample = 1)
    {
        long counted = _tensors.Sum(tensor => tensor.Length);
        if (packedLength != _packedLength || parameterCount != counted)
        {
            throw new InvalidOperationException(
                $"{_name} was generated with {parameterCount} parameters in {packedLength} packed floats, but this runtime lays out "
                + $"{counted} in {_packedLength}: the generator and the runtime must come from the same version of the package.");
        }

        var workspace = new WorkspacePlan(trainingFeatures, inferenceFeatures, PackedLayout.RoundUp(widestLayer), rowsPerSample);
        return new ModelInfo(
            _name, _inputSize, _outputSize, forwardFlops, trainingFlops, fingerprint, [.. _tensors], [.. _mixtures], _packedLength, workspace, [.. _heads]);
    }

    private void Add(string name, TensorKind kind, int[] shape, int inputs)
    {
        long length = shape.Aggregate(1L, (product, size) => product * size);
        long packed = kind == TensorKind.LinearWeight
            ? PackedLayout.WeightLength(shape[0], shape[1])
            : PackedLayout.RoundUp(shape[0]);
        _tensors.Add(new TensorInfo(_tensors.Count, name, kind, shape, inputs, length, _packedLength, packed));
        _packedLength += packed;
    }
}

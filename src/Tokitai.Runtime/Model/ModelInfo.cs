using System.Collections.Generic;
using System.Globalization;

namespace Tokitai;

/// <summary>Everything that the constants and tables of a generated model say, as one object for generic code.</summary>
public sealed class ModelInfo
{
    internal ModelInfo(
        string name, int inputSize, int outputSize, long forwardFlops, long trainingFlops, string fingerprint,
        TensorInfo[] tensors, MixtureInfo[] mixtures, long packedLength, WorkspacePlan workspace, HeadInfo[] heads)
    {
        Name = name;
        InputSize = inputSize;
        OutputSize = outputSize;
        ForwardFlopsPerSample = forwardFlops;
        TrainingFlopsPerSample = trainingFlops;
        Fingerprint = fingerprint;
        Tensors = System.Array.AsReadOnly(tensors);
        Mixtures = System.Array.AsReadOnly(mixtures);
        PackedLength = packedLength;
        Workspace = workspace;
        Heads = System.Array.AsReadOnly(heads);
        foreach (HeadInfo head in heads) TargetSize += head.TargetSize;
        foreach (TensorInfo tensor in tensors) ParameterCount += tensor.Length;
    }

    /// <summary>Name of the class that declares the model.</summary>
    public string Name { get; }

    /// <summary>Number of input features of one sample.</summary>
    public int InputSize { get; }

    /// <summary>Number of output features of one sample.</summary>
    public int OutputSize { get; }

    /// <summary>Number of trained scalars, without padding.</summary>
    public long ParameterCount { get; }

    /// <summary>Number of parameter tensors.</summary>
    public int ParameterTensorCount => Tensors.Count;

    /// <summary>
    /// Floating-point operations of the matrix products of one sample's forward pass, a multiply-add counted as two.
    /// </summary>
    public long ForwardFlopsPerSample { get; }

    /// <summary>
    /// Floating-point operations of the matrix products of one sample's forward and backward pass, without the gradient
    /// of the model's input, a multiply-add counted as two.
    /// </summary>
    public long TrainingFlopsPerSample { get; }

    /// <summary>
    /// SHA-256 (hexadecimal) of a versioned canonical text of names, shapes and forward semantics; equal for equal
    /// architectures on every machine.
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>The parameter tensors in declaration order.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>
    /// The mixtures of experts in the order of execution, those inside repeated blocks and inside experts one by one; none in a dense model.
    /// </summary>
    public IReadOnlyList<MixtureInfo> Mixtures { get; }

    /// <summary>
    /// The heads in order of the outputs, which they share out completely; empty for a model that declares none. <see cref="Objective.FromHeads"/>
    /// makes their common objective.
    /// </summary>
    public IReadOnlyList<HeadInfo> Heads { get; }

    /// <summary>Columns that the targets of all heads take together; 0 without heads.</summary>
    public int TargetSize { get; }

    /// <summary>Name, sizes and parameters, such as <c>DigitClassifier: 64 -> 10, 9,866 parameters in 6 tensors</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: {InputSize} -> {OutputSize}, {ParameterCount:N0} parameters in {ParameterTensorCount} tensors");

    /// <summary>Number of floats of the packed parameters, padding included.</summary>
    internal long PackedLength { get; }

    /// <summary>The sizes of a workspace's regions.</summary>
    internal WorkspacePlan Workspace { get; }
}

using System;
using System.Linq;
using Tokitai.CompilerServices;
using Tokitai.Kernels;

namespace Tokitai.Tests.Support;

/// <summary>Heads over a batch of outputs, with the slices that each head would have alone.</summary>
internal sealed class HeadCase
{
    private HeadCase(int rows, params (int Size, LossKind Loss, float Weight)[] heads)
    {
        Rows = rows;
        Info = Describe(heads);
        Output = [.. Values.Uniform(rows * Info.OutputSize, 1).Select(z => 5 * z)];
        Target = Values.Uniform(rows * Info.TargetSize, 2);
        foreach (HeadInfo head in Info.Heads)
        {
            for (int i = 0; i < rows * head.TargetSize; i++)
            {
                ref float target = ref Target[(i / head.TargetSize * Info.TargetSize) + head.FirstTarget + (i % head.TargetSize)];
                if (head.Loss == LossKind.CrossEntropy) target = MathF.Floor((target + 1) / 2 * head.Size);
                if (head.Loss == LossKind.BinaryCrossEntropy) target = (target + 1) / 2;
            }
        }
    }

    public int Rows { get; }

    public ModelInfo Info { get; }

    public float[] Output { get; }

    public float[] Target { get; }

    public Objective Objective => Objective.FromHeads(Info.Heads);

    /// <summary>Each loss beside each other: few rows, and rows that fill several tasks and runs of the kernels and leave a rest.</summary>
    public static HeadCase[] All =>
    [
        new(5, (12, LossKind.CrossEntropy, 1), (8, LossKind.BinaryCrossEntropy, 1)),
        new(1501, (12, LossKind.CrossEntropy, 0.7f), (7, LossKind.BinaryCrossEntropy, 0.1f), (1, LossKind.Huber, 3), (2, LossKind.MeanSquaredError, 0.3f)),
        new(301, (3, LossKind.MeanSquaredError, 1), (1, LossKind.BinaryCrossEntropy, 2.5f), (40, LossKind.CrossEntropy, 1), (600, LossKind.Huber, 0)),
        new(77, (13, LossKind.BinaryCrossEntropy, 1)),
        new(77, (13, LossKind.BinaryCrossEntropy, 0.3f)),
        new(77, (13, LossKind.CrossEntropy, 0.3f)),
        new(77, (13, LossKind.Huber, 1)),
        new(77, (13, LossKind.MeanSquaredError, 1)),
    ];

    /// <summary>A model with heads and nothing else, called a, b, ... in order.</summary>
    public static ModelInfo Describe(params (int Size, LossKind Loss, float Weight)[] heads)
    {
        var builder = new ModelInfoBuilder(PackedLayout.Version, "Heads", 1, heads.Sum(head => head.Size));
        for (int i = 0; i < heads.Length; i++) builder.Head($"{(char)('a' + i)}", heads[i].Size, heads[i].Loss, heads[i].Weight);
        return builder.Build(0, 0, 0, 0, 0, 0, 0, "");
    }

    /// <summary>A head's columns of the outputs, or of a gradient.</summary>
    public float[] Outputs(HeadInfo head, float[] matrix) => Columns(matrix, Info.OutputSize, head.First, head.Size);

    /// <summary>A head's columns of the targets.</summary>
    public float[] Targets(HeadInfo head) => Columns(Target, Info.TargetSize, head.FirstTarget, head.TargetSize);

    /// <summary>Loss and gradient of a head by the objective of its loss alone, over its columns alone.</summary>
    public (double Loss, float[] Gradient) Alone(HeadInfo head, double stepWeight = 0)
    {
        float[] targets = Targets(head), gradient = new float[Rows * head.Size];
        double loss = head.Loss switch
        {
            LossKind.CrossEntropy => Objective.CrossEntropy(head.Size).Evaluate(Outputs(head, Output), Array.ConvertAll(targets, label => (int)label), gradient, stepWeight),
            LossKind.BinaryCrossEntropy => Objective.BinaryCrossEntropy(head.Size).Evaluate(Outputs(head, Output), targets, gradient, stepWeight),
            LossKind.Huber => Objective.Huber(head.Size).Evaluate(Outputs(head, Output), targets, gradient, stepWeight),
            _ => Objective.MeanSquaredError(head.Size).Evaluate(Outputs(head, Output), targets, gradient, stepWeight),
        };
        return (loss, gradient);
    }

    private float[] Columns(float[] matrix, int stride, int first, int size) =>
        [.. Enumerable.Range(0, Rows).SelectMany(row => matrix.AsSpan((row * stride) + first, size).ToArray())];
}

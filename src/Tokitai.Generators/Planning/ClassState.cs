using System;
using System.Collections.Generic;
using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>What planning has reached inside a class.</summary>
internal sealed class ClassState
{
    public TypeIdentity Type { get; set; } = null!;

    public List<Step> Steps { get; } = [];

    /// <summary>The table of layers.</summary>
    public List<LayerRow> Rows { get; } = [];

    /// <summary>Features of the value so far.</summary>
    public int Features { get; set; }

    /// <summary>Where the value so far lies.</summary>
    public Place Value { get; set; }

    /// <summary>The first free place.</summary>
    public Place Next { get; set; }

    public int WidestLayer { get; set; }

    public long PackedLength { get; private set; }

    public long ParameterCount { get; private set; }

    public long TensorCount { get; private set; }

    public long ForwardFlops { get; private set; }

    public long FirstLinearFlops { get; private set; }

    public long LinearLayers { get; private set; }

    public long DropoutLayers { get; private set; }

    /// <summary>Operations that a pass runs, copies counted.</summary>
    public long Operations { get; private set; }

    /// <summary>How many gradients residuals keep at the same time.</summary>
    public int ResidualDepth { get; private set; }

    /// <summary>Mixtures that a pass runs, copies and those inside experts counted.</summary>
    public long Mixtures { get; private set; }

    /// <summary>Regions of gradients of the arenas, of which one mixture at a time has them.</summary>
    public long ExpertRegions { get; private set; }

    /// <summary>The most rows that a sample takes in an arena.</summary>
    public long RowsPerSample { get; private set; } = 1;

    /// <summary>Takes one tensor and returns its offset.</summary>
    public long TakeParameters(long packedLength, long length)
    {
        long offset = PackedLength;
        PackedLength = checked(PackedLength + packedLength);
        ParameterCount = checked(ParameterCount + length);
        TensorCount++;
        return offset;
    }

    /// <summary>Takes a region of activations.</summary>
    public Place TakeActivations(long features) => TakeActivations(features, features);

    /// <summary>Takes a region of activations that is larger in one kind of workspace.</summary>
    public Place TakeActivations(long training, long inference)
    {
        Place place = Next;
        Next = Next.Plus(training, inference);
        return place;
    }

    /// <summary>Takes a number for a dropout layer.</summary>
    public long TakeDropoutLayer() => DropoutLayers++;

    /// <summary>Takes parameters and activations of copies of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="copies">Number of copies.</param>
    /// <param name="isResidual">Whether each adds its input to its result.</param>
    /// <param name="kept">What is kept of the copies if they share their activations; null if each has its own.</param>
    public void Take(BlockPlan block, long copies, bool isResidual, KeptOutputs? kept)
    {
        ResidualDepth = Math.Max(ResidualDepth, block.ResidualDepth + (isResidual ? 1 : 0));
        ExpertRegions = Math.Max(ExpertRegions, block.ExpertRegions);
        RowsPerSample = Math.Max(RowsPerSample, block.RowsPerSample);
        AddFlops(checked(copies * block.ForwardFlops), copies * block.LinearLayers, block.FirstLinearFlops);
        Count(block, copies);
        long training = kept is null ? checked(copies * block.TrainingFeatures) : checked(block.TrainingFeatures + (copies * kept.Stride));
        Next = Next.Plus(training, Math.Min(copies, 2) * block.InferenceFeatures);
    }

    /// <summary>Takes the parameters of experts, behind their router's, and the regions of gradients of their arena.</summary>
    public void TakeExperts(BlockPlan expert, int experts, int topK)
    {
        Mixtures++;
        ExpertRegions = Math.Max(ExpertRegions, checked(topK * (2 + expert.ResidualDepth + expert.ExpertRegions)));
        RowsPerSample = Math.Max(RowsPerSample, topK * expert.RowsPerSample);
        Count(expert, experts);
        WidestLayer = Math.Max(WidestLayer, experts);
    }

    private void Count(BlockPlan block, long copies)
    {
        PackedLength = checked(PackedLength + (copies * block.PackedLength));
        ParameterCount = checked(ParameterCount + (copies * block.ParameterCount));
        TensorCount = checked(TensorCount + (copies * block.TensorCount));
        Operations = checked(Operations + (copies * (block.Operations + 1)));
        DropoutLayers = checked(DropoutLayers + (copies * block.DropoutLayers));
        Mixtures = checked(Mixtures + (copies * block.Mixtures));
        WidestLayer = Math.Max(WidestLayer, block.WidestLayer);
    }

    /// <summary>Counts linear layers; called before their parameters are taken.</summary>
    public void AddFlops(long forward, long linearLayers, long first)
    {
        if (TensorCount == 0) FirstLinearFlops = first;
        ForwardFlops = checked(ForwardFlops + forward);
        LinearLayers += linearLayers;
    }

    /// <summary>Goes on with the result of a step.</summary>
    public void Move(Step step, int features, Place value)
    {
        Steps.Add(step);
        Operations++;
        Move(features, value);
    }

    /// <summary>Goes on with another value.</summary>
    public void Move(int features, Place value)
    {
        Features = features;
        Value = value;
        WidestLayer = Math.Max(WidestLayer, features);
    }

    /// <summary>Puts another step in the place of the last one.</summary>
    public void ReplaceLast(Step step) => Steps[Steps.Count - 1] = step;
}

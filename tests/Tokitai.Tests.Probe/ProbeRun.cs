using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tokitai.Tests.Probe;

/// <summary>A short training run over batches of several sizes.</summary>
public static class ProbeRun
{
    private static readonly int[] Batches = [1, 5, 16, 33, 70];

    /// <summary>SHA-256 of outputs, input gradients, gradients and final parameters.</summary>
    public static string Hash()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append<ProbeModel>(hash);
        Append<ProbeMoe>(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Reproducible values in [-1, 1).</summary>
    public static float[] Values(int length, int seed)
    {
        var random = new PhiloxRandom((ulong)(seed + 1000));
        var values = new float[length];
        for (int i = 0; i < length; i++) values[i] = (2 * random.NextSingle()) - 1;
        return values;
    }

    private static void Append<TModel>(IncrementalHash hash)
        where TModel : class, IModel<TModel>
    {
        using TModel model = TModel.Create(7);
        using Workspace<TModel> workspace = TModel.CreateWorkspace(70);
        using Gradients<TModel> gradients = TModel.CreateGradients();
        using var optimizer = new AdamW<TModel>(model);
        foreach (int batch in Batches)
        {
            float[] input = Values(batch * TModel.Info.InputSize, batch);
            float[] outputGradient = Values(batch * TModel.Info.OutputSize, -batch);
            var inputGradient = new float[input.Length];
            workspace.BeginStep(3, batch);
            Append(hash, model.Forward(input, workspace));
            model.Backward(outputGradient, gradients, workspace, inputGradient);
            optimizer.Step(gradients);
            Append(hash, inputGradient);
            Append(hash, gradients);
        }

        Append(hash, model.Parameters);
    }

    private static void Append(IncrementalHash hash, IEnumerable<TensorView> tensors)
    {
        foreach (TensorView tensor in tensors) Append(hash, tensor.ToArray());
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<float> values) => hash.AppendData(MemoryMarshal.AsBytes(values));
}

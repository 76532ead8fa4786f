using System;
using System.IO;
using System.Linq;
using System.Reflection;
using Tokitai.Tests.Models;
using Xunit;

namespace Tokitai.Tests;

/// <summary>The 0.7B model: its constants, the size of its code, and (nightly) one whole step.</summary>
public sealed class TinyDenseTests
{
    /// <summary>The JIT stops optimising above 60,000 bytes of IL; this leaves room for longer calls.</summary>
    private const int IlLimit = 20_000;

    [Fact]
    public void Constants_are_those_of_the_reference()
    {
        const long Parameters = TinyDense.ParameterCount;
        const int Tensors = TinyDense.ParameterTensorCount;
        Assert.Equal(706_055_188, Parameters);
        Assert.Equal(678, Tensors);
        Assert.Equal(Parameters, TinyDense.Info.ParameterCount);
        Assert.Equal(Tensors, TinyDense.Info.Tensors.Count);
    }

    [Fact]
    public void Tensors_are_named_by_their_declaration()
    {
        Assert.Equal("inputProj.weight", TinyDense.Info.Tensors[0].Name);
        Assert.Equal([1024, 96], TinyDense.Info.Tensors[0].Shape);
        Assert.Equal("blocks.0.up.weight", TinyDense.Info.Tensors[4].Name);
        Assert.Equal("blocks.83.down.norm.bias", TinyDense.Info.Tensors[675].Name);
        Assert.Equal("outputProj.bias", TinyDense.Info.Tensors[677].Name);
    }

    [Fact]
    public void The_largest_generated_method_is_far_below_the_limit_of_the_jit()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        MethodBase largest = typeof(TinyDense).GetMethods(All).Cast<MethodBase>().Concat(typeof(TinyDense).GetConstructors(All))
            .MaxBy(method => method.GetMethodBody()?.GetILAsByteArray()?.Length ?? 0)!;
        int length = largest.GetMethodBody()!.GetILAsByteArray()!.Length;
        Assert.True(length is > 1_000 and < IlLimit, $"{largest.Name} has {length} bytes of IL");
    }

    /// <summary>One fused step of the whole model: gigabytes, so it runs nightly and one at a time on a machine.</summary>
    [Fact]
    public void A_whole_step_runs()
    {
        if (Environment.GetEnvironmentVariable("TOKITAI_NIGHTLY") != "1") return;
        using FileStream machineLock = MachineLock();
        using var model = new TinyDense(1);
        using Workspace<TinyDense> workspace = TinyDense.CreateWorkspace(8);
        using var optimizer = new Sgd<TinyDense>(model, 0.01f);
        float[] input = new float[8 * TinyDense.InputSize], gradient = new float[8 * TinyDense.OutputSize];
        Array.Fill(input, 0.5f);
        Array.Fill(gradient, 0.1f);
        float[] before = model.Forward(input, workspace).ToArray();
        model.BackwardAndUpdate(gradient, optimizer, workspace);
        float[] after = model.Forward(input, workspace).ToArray();
        Assert.All(after, value => Assert.True(float.IsFinite(value)));
        Assert.NotEqual(before, after);
    }

    private static FileStream MachineLock()
    {
        string path = Path.Combine(Path.GetTempPath(), "tokitai-large-tests.lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                System.Threading.Thread.Sleep(500);
            }
        }
    }
}

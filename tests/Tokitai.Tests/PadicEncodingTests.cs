using System;
using System.Linq;
using Tokitai.Simd;
using Tokitai.Tests.Models;
using Tokitai.Tests.Probe;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests;

/// <summary>Encodings in whole models: what Forward computes, what Backward passes on, and what a NaN does.</summary>
public sealed class PadicEncodingTests
{
    private const int Batch = 33;

    /// <summary>The same model behind inputs that were encoded by hand.</summary>
    [Fact]
    public void A_model_sees_encoded_inputs_and_the_gradient_goes_straight_through()
    {
        using EncodedInputs encoding = new(3);
        using PlainInputs plain = new(3);
        using Workspace<EncodedInputs> workspace = EncodedInputs.CreateWorkspace(Batch);
        using Workspace<PlainInputs> plainWorkspace = PlainInputs.CreateWorkspace(Batch);
        using Gradients<EncodedInputs> gradients = EncodedInputs.CreateGradients();
        using Gradients<PlainInputs> plainGradients = PlainInputs.CreateGradients();
        float[] input = ProbeRun.Values(Batch * 30, 1), dy = ProbeRun.Values(Batch * 7, 2), dx = new float[input.Length], plainDx = new float[input.Length];
        float[] byHand = [.. input.Select((x, i) => i % 30 < 8 ? x : Reversed(x))];
        Assert.Equal(plain.Forward(byHand, plainWorkspace).ToArray(), encoding.Forward(input, workspace).ToArray());
        encoding.Backward(dy, gradients, workspace, dx);
        plain.Backward(dy, plainGradients, plainWorkspace, plainDx);
        Assert.Equal(plainDx, dx);
        for (int i = 0; i < gradients.Count; i++) Assert.Equal(plainGradients[i].ToArray(), gradients[i].ToArray());
    }

    [Fact]
    public void Its_view_has_the_numbers_of_the_declaration()
    {
        using EncodedInside model = new(1);
        Assert.Equal((2, 17, 3, 4), (model.Behind.First, model.Behind.Count, model.Behind.Base, model.Behind.Digits));
        Assert.Equal((0, 9, 2, 5), (model.Experts[3].First.First, model.Experts[3].First.Count, model.Experts[3].First.Base, model.Experts[3].First.Digits));
        Assert.Equal(["hidden.weight", "hidden.bias"], EncodedInputs.Info.Tensors.Take(2).Select(tensor => tensor.Name));
        Assert.Equal(PlainInputs.ParameterCount, EncodedInputs.ParameterCount);
        Assert.Equal(PlainInputs.TrainingFlopsPerSample, EncodedInputs.TrainingFlopsPerSample);
        Assert.NotEqual(PlainInputs.Fingerprint, EncodedInputs.Fingerprint);
    }

    [Fact]
    public void Bits_do_not_depend_on_threads_widths_neighbours_or_the_kind_of_workspace()
    {
        using EncodedInside model = new(3);
        float[] input = ProbeRun.Values(Batch * 18, 1);
        using Workspace<EncodedInside> single = EncodedInside.CreateWorkspace(Batch);
        single.State.Pool = new WorkerPool(1);
        float[] expected = model.Forward(input, single).ToArray();
        foreach (SimdLevel simd in SimdDispatch.IsFused ? new[] { SimdLevel.Vector128, SimdLevel.Vector256, SimdLevel.Vector512 } : [SimdDispatch.Level])
        {
            using Workspace<EncodedInside> workspace = EncodedInside.CreateWorkspace(Batch, training: false);
            workspace.State.Pool = new WorkerPool(3);
            workspace.State.Simd = simd;
            Assert.Equal(expected, model.Forward(input, workspace).ToArray());
            for (int row = 0; row < Batch; row++)
            {
                Assert.Equal(expected[(row * 20)..((row + 1) * 20)], model.Forward(input.AsSpan(row * 18, 18), workspace).ToArray());
            }
        }
    }

    [Fact]
    public void A_pass_allocates_nothing()
    {
        using var run = new AllocationRun<EncodedInside>();
        Assert.Equal(0, run.MeasureTraining(GC.GetAllocatedBytesForCurrentThread));
        Assert.Equal(0, run.MeasureInference(GC.GetAllocatedBytesForCurrentThread));
    }

    /// <summary>Finite differences of the map itself would see steps; the check takes it as what its gradient says, and judges all else.</summary>
    [Fact]
    public void The_gradient_check_takes_it_as_the_identity()
    {
        foreach (GradientCheckResult result in new[] { GradientCheck.Run<EncodedInside>(batch: 9, elementsPerTensor: 40), GradientCheck.Run<EncodedInputs>() })
        {
            Assert.True(result.Passed, result.ToString());
            Assert.InRange(result.Unresolved, 0, result.Checked / 20);
        }
    }

    [Fact]
    public void NaN_is_an_error_with_layer_sample_and_feature_and_the_workspace_stays_usable()
    {
        using EncodedInputs model = new(3);
        using Workspace<EncodedInputs> workspace = EncodedInputs.CreateWorkspace(4);
        float[] input = ProbeRun.Values(4 * 30, 1), poisoned = [.. input];
        float[] expected = model.Forward(input, workspace).ToArray();
        poisoned[(2 * 30) + 11] = float.NaN;
        var error = Assert.Throws<NotFiniteNumberException>(() => model.Forward(poisoned, workspace).Length);
        Assert.Equal(
            "'Numbers' of EncodedInputs cannot encode NaN: feature 11 of sample 2 has no digits. Replace missing values before the model.", error.Message);
        Assert.True(double.IsNaN(error.OffendingNumber));

        // There is nothing to go back through, and the next pass is as good as any.
        using Gradients<EncodedInputs> gradients = EncodedInputs.CreateGradients();
        Assert.Throws<InvalidOperationException>(() => model.Backward(new float[4 * 7], gradients, workspace));
        Assert.Equal(expected, model.Forward(input, workspace).ToArray());
        model.Backward(new float[4 * 7], gradients, workspace);
    }

    [Fact]
    public void A_feature_that_is_not_encoded_may_be_NaN()
    {
        using EncodedInputs model = new(3);
        using Workspace<EncodedInputs> workspace = EncodedInputs.CreateWorkspace(1);
        float[] input = ProbeRun.Values(30, 1);
        input[7] = float.NaN;
        Assert.True(float.IsNaN(model.Forward(input, workspace)[0]));
    }

    /// <summary>An expert works on some rows of the batch; the error counts as the caller does.</summary>
    [Fact]
    public void Inside_an_expert_the_error_names_the_sample_of_the_batch()
    {
        using EncodedExperts model = new(3);
        using Workspace<EncodedExperts> workspace = EncodedExperts.CreateWorkspace(Batch);

        // The router looks at the first feature alone; by the others a product overflows both ways, and the next adds inf - inf.
        model.Experts.Router.Weight.CopyFrom([1, 0, 0, -1, 0, 0]);
        model.Experts[1].Before.Weight.CopyFrom([0, 3e38f, 0, 0, 0, -3e38f]);
        model.Experts[1].Sum.Weight.CopyFrom([1, 1]);
        float[] input = new float[Batch * 3];
        for (int row = 0; row < Batch; row++) input[3 * row] = row % 3 == 0 ? 1 : -1;
        (input[(19 * 3) + 1], input[(19 * 3) + 2]) = (2, 2);
        var error = Assert.Throws<NotFiniteNumberException>(() => model.Forward(input, workspace).Length);
        Assert.StartsWith("'Code' of EncodedExpert cannot encode NaN: feature 0 of sample 19 ", error.Message);
    }

    private static float Reversed(float x)
    {
        int code = (int)Math.Clamp(Math.Round(x * 256.0, MidpointRounding.ToEven), 0, 255), reversed = 0;
        for (int i = 0; i < 8; i++) reversed |= ((code >> i) & 1) << (7 - i);
        return reversed / 256f;
    }
}

using System.Collections.Generic;
using System.Linq;
using Tokitai.Generators.Diagnostics;
using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>
/// Plans classes for the number of features that reaches them, each pair of a block and a size once. Pure: the same declarations
/// give the same plan.
/// </summary>
internal sealed class ClassPlanner(IEnumerable<BlockDeclaration> blocks)
{
    /// <summary>Calls that a method may hold before its repeats become loops: keeps generated methods far below the JIT's limits.</summary>
    public const int MaxUnrolledCalls = 256;

    private const int MaxMembers = 500;
    private const long MaxTensors = 1_000_000;
    private const long MaxParameters = 1L << 40;

    private readonly Dictionary<string, BlockDeclaration> _declarations = blocks.ToDictionary(block => block.Type.MetadataName);
    private readonly Dictionary<(string Key, int Inputs), int> _planned = [];

    /// <summary>The plans of all blocks so far; each refers to earlier ones only.</summary>
    public List<BlockPlan> Plans { get; } = [];

    /// <summary>Plans a class.</summary>
    /// <param name="type">The class.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="inputs">Features that reach it.</param>
    /// <param name="isModel">Whether places count from the start of the workspace.</param>
    public BlockPlan Plan(TypeIdentity type, EquatableArray<LayerDeclaration> layers, int inputs, bool isModel)
    {
        long inputFeatures = isModel ? PackedSizes.RoundUp(inputs) : 0;
        PlaceOrigin origin = isModel ? PlaceOrigin.Workspace : PlaceOrigin.Activations;
        var state = new ClassState
        {
            Type = type,
            Features = inputs,
            Value = new Place(isModel ? PlaceOrigin.Workspace : PlaceOrigin.Input, 0, 0),
            Next = new Place(origin, inputFeatures, inputFeatures),
            WidestLayer = inputs,
        };
        if (layers.Count > MaxMembers)
        {
            throw TooLarge(type, null, $"it has {Numbers.Grouped(layers.Count)} members; the most is {MaxMembers}");
        }

        bool unroll = layers.Sum(layer => layer is RepeatDeclaration repeat ? repeat.Count : 1L) <= MaxUnrolledCalls;
        foreach (LayerDeclaration layer in layers)
        {
            switch (layer)
            {
                case LinearDeclaration linear: AddLinear(state, linear); break;
                case RepeatDeclaration repeat: AddRepeat(state, repeat, unroll); break;
                default: throw new PlanException(null);
            }

            if (state.ParameterCount > MaxParameters || state.TensorCount > MaxTensors)
            {
                throw TooLarge(type, layer, $"with it the class has {Numbers.Grouped(state.ParameterCount)} parameters in "
                    + $"{Numbers.Grouped(state.TensorCount)} tensors; the most is {Numbers.Grouped(MaxParameters)} in {Numbers.Grouped(MaxTensors)}");
            }
        }

        string method = type.DisplayName + Numbers.Text(inputs);
        while (Plans.Any(plan => plan.Method == method)) method += "_" + Numbers.Text(Plans.Count);
        return new BlockPlan(
            type.DisplayName, method, inputs, state.Features, new(state.Steps), state.Value, state.PackedLength, state.ParameterCount,
            state.TensorCount, state.Next.Training - inputFeatures, state.Next.Inference - inputFeatures, state.WidestLayer,
            state.ForwardFlops, state.FirstLinearFlops, state.LinearLayers);
    }

    private static void AddLinear(ClassState state, LinearDeclaration linear)
    {
        if (linear.In != 0 && linear.In != state.Features)
        {
            throw new PlanException(Finding.OnAttribute(
                Ids.InputMismatch, state.Type.MetadataName, linear.DisplayName, KnownNames.Linear, "In", linear.DisplayName, state.Type.DisplayName,
                Numbers.Text(linear.In), Numbers.Text(state.Features)));
        }

        long length = (long)linear.Outputs * state.Features;
        if (length > int.MaxValue)
        {
            throw TooLarge(state.Type, linear, $"its weight [{linear.Outputs}, {state.Features}] has {Numbers.Grouped(length)} elements; the most is "
                + Numbers.Grouped(int.MaxValue));
        }

        long vector = PackedSizes.RoundUp(linear.Outputs);
        bool norm = linear.Norm != NormKind.None;
        long weight = state.TakeParameters(PackedSizes.Weight(linear.Outputs, state.Features), length);
        long? bias = linear.Bias ? state.TakeParameters(vector, linear.Outputs) : null;
        long? normWeight = norm ? state.TakeParameters(vector, linear.Outputs) : null;
        long? normBias = norm ? state.TakeParameters(vector, linear.Outputs) : null;
        Place product = state.TakeActivations(vector);
        Place statistics = norm ? state.TakeActivations(PackedSizes.PanelRows) : product;
        Place output = norm || linear.Activation != ActivationKind.None ? state.TakeActivations(vector) : product;
        state.Steps.Add(new LinearStep(
            linear.DisplayName, state.Features, linear.Outputs, linear.Norm, linear.Activation, weight, bias, normWeight, normBias,
            state.Value, product, statistics, output));
        state.AddFlops(2 * length, 1, 2 * length);
        state.Move(linear.Outputs, output);
    }

    private void AddRepeat(ClassState state, RepeatDeclaration repeat, bool unroll)
    {
        int first = 0;
        while (first < repeat.Count)
        {
            int index = PlanBlock(repeat.Block, state.Features);
            BlockPlan block = Plans[index];

            // Copies whose input has the size of their output are all alike; only the copies before that can differ.
            bool settled = block.Inputs == block.Outputs;
            int copies = settled ? repeat.Count - first : 1;
            var stride = new CopyStride(block.TrainingFeatures, block.InferenceFeatures);
            var call = new CallStep(
                repeat.DisplayName, first, copies, index, state.PackedLength, block.PackedLength, state.Value, first, state.Next, stride, block.Output);
            AddCalls(state, call, unroll);
            state.Take(block, copies);
            state.Move(block.Outputs, call.Output(first + copies - 1));
            first += copies;
        }
    }

    private static void AddCalls(ClassState state, CallStep call, bool unroll)
    {
        if (!unroll && call.Copies > 2)
        {
            // The first copy reads what came before; the others read each other and run in a loop.
            state.Steps.Add(call with { Copies = 1 });
            state.Steps.Add(call with
            {
                FirstCopy = call.FirstCopy + 1,
                Copies = call.Copies - 1,
                Parameters = call.Parameters + call.ParameterStride,
                Input = call.Output(call.FirstCopy),
            });
            return;
        }

        for (int copy = 0; copy < call.Copies; copy++)
        {
            int number = call.FirstCopy + copy;
            state.Steps.Add(call with
            {
                FirstCopy = number,
                Copies = 1,
                Parameters = call.Parameters + (copy * call.ParameterStride),
                Input = copy == 0 ? call.Input : call.Output(number - 1),
            });
        }
    }

    private int PlanBlock(string key, int inputs)
    {
        if (_planned.TryGetValue((key, inputs), out int index)) return index;
        if (!_declarations.TryGetValue(key, out BlockDeclaration? block) || block.Findings.Count > 0) throw new PlanException(null);
        BlockPlan plan = Plan(block.Type, block.Layers, inputs, isModel: false);
        Plans.Add(plan);
        return _planned[(key, inputs)] = Plans.Count - 1;
    }

    private static PlanException TooLarge(TypeIdentity type, LayerDeclaration? layer, string why) => new(layer is null
        ? Finding.OnType(Ids.TooLarge, type.MetadataName, type.DisplayName, why)
        : Finding.OnMember(Ids.TooLarge, type.MetadataName, layer.DisplayName, layer.DisplayName, why));
}

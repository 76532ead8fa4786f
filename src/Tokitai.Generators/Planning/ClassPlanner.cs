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
    private const long MaxOperations = 1_000_000;
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
            throw PlanException.TooLarge(type, null, $"it has {Numbers.Grouped(layers.Count)} members; the most is {MaxMembers}");
        }

        bool unroll = layers.Sum(layer => layer is BlockUseDeclaration use and not MixtureDeclaration ? use.Count : 1L) <= MaxUnrolledCalls;
        foreach (LayerDeclaration layer in layers)
        {
            switch (layer)
            {
                case LinearDeclaration linear: LayerPlanner.Linear(state, linear); break;
                case NormDeclaration norm: LayerPlanner.Norm(state, norm); break;
                case ActivateDeclaration activate: LayerPlanner.Activate(state, activate); break;
                case DropoutDeclaration dropout: LayerPlanner.Dropout(state, dropout); break;
                case PadicEncodingDeclaration encoding: LayerPlanner.PadicEncoding(state, encoding); break;
                case MixtureDeclaration mixture: AddMixture(state, mixture); break;
                case BlockUseDeclaration use: AddCalls(state, use, unroll); break;
                default: throw new PlanException(null);
            }

            // Views, fingerprint and code are made copy by copy, parameters or not.
            if (state.Operations > MaxOperations)
            {
                throw PlanException.TooLarge(type, layer, $"with it the class runs {Numbers.Grouped(state.Operations)} operations; the most is "
                    + Numbers.Grouped(MaxOperations));
            }

            if (state.ParameterCount > MaxParameters || state.TensorCount > MaxTensors)
            {
                throw PlanException.TooLarge(type, layer, $"with it the class has {Numbers.Grouped(state.ParameterCount)} parameters in "
                    + $"{Numbers.Grouped(state.TensorCount)} tensors; the most is {Numbers.Grouped(MaxParameters)} in {Numbers.Grouped(MaxTensors)}");
            }
        }

        string method = type.DisplayName + Numbers.Text(inputs);
        while (Plans.Any(plan => plan.Method == method)) method += "_" + Numbers.Text(Plans.Count);
        return new BlockPlan(
            type.DisplayName, method, inputs, state.Features, new(state.Steps), new(state.Rows), state.Value, state.PackedLength, state.ParameterCount,
            state.TensorCount, state.Next.Training - inputFeatures, state.Next.Inference - inputFeatures, state.WidestLayer,
            state.ForwardFlops, state.FirstLinearFlops, state.LinearLayers, state.DropoutLayers, state.Operations, state.ResidualDepth,
            state.Mixtures, state.ExpertRegions, state.RowsPerSample);
    }

    private void AddMixture(ClassState state, MixtureDeclaration mixture)
    {
        int index = PlanBlock(mixture.Block, state.Features);
        MixturePlanner.Mixture(state, mixture, Plans[index], index);
    }

    private void AddCalls(ClassState state, BlockUseDeclaration use, bool unroll)
    {
        int first = 0, firstInputs = state.Features;
        long before = state.ParameterCount;
        string name = "";
        while (first < use.Count)
        {
            int index = PlanBlock(use.Block, state.Features);
            BlockPlan block = Plans[index];
            if (use.IsResidual && block.Outputs != block.Inputs) throw new PlanException(ResidualMismatch(use, block));
            name = block.Name;

            // Copies whose input has the size of their output are all alike; only the copies before that can differ.
            bool settled = block.Inputs == block.Outputs;
            int copies = settled ? use.Count - first : 1;
            // A copy that shares with no other would keep its result twice.
            bool isRecomputed = use is RepeatDeclaration { IsRecomputed: true } && copies > 1;
            var stride = new CopyStride(isRecomputed ? 0 : block.TrainingFeatures, block.InferenceFeatures);
            KeptOutputs? kept = isRecomputed ? new(checked(state.Next.Training + block.TrainingFeatures), PackedSizes.RoundUp(block.Outputs), copies) : null;
            string text = $"{block.Name} {Numbers.Text(block.Inputs)} -> {Numbers.Text(block.Outputs)}";
            var call = new CallStep(
                use.DisplayName, text, use is RepeatDeclaration, use.IsResidual, first, copies, index, state.PackedLength, block.PackedLength,
                state.DropoutLayers, block.DropoutLayers, state.Mixtures, block.Mixtures, state.Value, first, state.Next, stride, block.Output, kept);
            state.Steps.AddRange(call.Cut(unroll));
            state.Take(block, copies, use.IsResidual, kept);
            state.Move(block.Outputs, call.Output(first + copies - 1));
            first += copies;
        }

        string count = use is RepeatDeclaration ? Numbers.Text(use.Count) + " x " : "";
        string residual = use.IsResidual ? "residual " : "";
        string recomputed = use is RepeatDeclaration { IsRecomputed: true } ? ", recomputed" : "";
        state.Rows.Add(new LayerRow(
            use.DisplayName, $"{count}{residual}{name} {Numbers.Text(firstInputs)} -> {Numbers.Text(state.Features)}{recomputed}", state.ParameterCount - before));
    }

    /// <summary>The last member of the block that decides how many features come out is at fault.</summary>
    private Finding ResidualMismatch(BlockUseDeclaration use, BlockPlan block)
    {
        BlockDeclaration declaration = _declarations[use.Block];
        LayerDeclaration last = declaration.Layers.Last(layer => layer is LinearDeclaration or BlockUseDeclaration { IsResidual: false });
        string[] words = [last.DisplayName, declaration.Type.DisplayName, Numbers.Text(block.Outputs), Numbers.Text(block.Inputs)];
        return last is LinearDeclaration
            ? Finding.OnAttribute(Ids.ResidualMismatch, declaration.Type.MetadataName, last.DisplayName, KnownNames.Linear, "outputs", words)
            : Finding.OnMember(Ids.ResidualMismatch, declaration.Type.MetadataName, last.DisplayName, words);
    }

    private int PlanBlock(string key, int inputs)
    {
        if (_planned.TryGetValue((key, inputs), out int index)) return index;
        if (!_declarations.TryGetValue(key, out BlockDeclaration? block) || block.Findings.Count > 0) throw new PlanException(null);
        BlockPlan plan = Plan(block.Type, block.Layers, inputs, isModel: false);
        Plans.Add(plan);
        return _planned[(key, inputs)] = Plans.Count - 1;
    }
}

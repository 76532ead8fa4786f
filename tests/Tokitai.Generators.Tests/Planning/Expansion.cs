using System.Collections.Generic;
using Tokitai.Generators.Planning;

namespace Tokitai.Generators.Tests.Planning;

/// <summary>
/// Walks a plan as the generated code does, with every copy of every block, and lists the operations with absolute offsets: the
/// sum of a residual is an operation of its own, behind those of its block, and so is the copy that keeps the result of a block which Backward runs again. The router of a mixture comes before its experts, and their weighted sum behind them.
/// </summary>
internal static class Expansion
{
    /// <summary>An operation where it runs; offsets are absolute, those of activations for one of the two kinds of workspace.</summary>
    /// <param name="Step">The step: a call stands for the sum of its residual, or for what is kept of it.</param>
    /// <param name="Path">Names of the members on the way.</param>
    /// <param name="Parameters">Offset of the parameters of its class.</param>
    /// <param name="Input">What it reads: the input of the block, for a sum.</param>
    /// <param name="Statistics">What a norm writes beside its result.</param>
    /// <param name="Output">Its result.</param>
    /// <param name="Dropout">Number of the dropout layer.</param>
    /// <param name="Arena">For the router of a mixture, its arena.</param>
    /// <param name="SharesMemory">Whether it belongs to another expert than the first: the same regions, other rows.</param>
    public sealed record Operation(
        Step Step, string Path, long Parameters, Region Input, Region? Statistics, Region Output, long? Dropout = null, Region? Arena = null, bool SharesMemory = false);

    /// <summary>Where offsets lie in the workspace: an arena's features are as many times wider as it has rows a sample.</summary>
    private readonly record struct Frame(long Origin, long Scale, bool SharesMemory)
    {
        public Region Region(long offset, long features) => new(Origin + (offset * Scale), features * Scale);
    }

    /// <summary>Features from a start to an end.</summary>
    public readonly record struct Region(long Start, long Length)
    {
        public long End => Start + Length;

        public bool Overlaps(Region other) => Start < other.End && other.Start < End;
    }

    public static List<Operation> Operations(ModelPlan plan, bool training)
    {
        var operations = new List<Operation>();
        Visit(plan.Body, "", 0, 0, 0, 0, new Frame(0, 1, false));
        return operations;

        void Visit(BlockPlan block, string path, long parameters, long dropouts, long input, long activations, Frame frame)
        {
            foreach (Step step in block.Steps)
            {
                string name = path + step.Name;
                switch (step)
                {
                    case LinearStep linear:
                        Add(new(step, name, parameters, At(linear.Input, linear.Inputs), null, At(linear.Output, linear.Outputs)));
                        break;
                    case NormStep norm:
                        Add(new(
                            step, name, parameters, At(norm.Input, norm.Features), At(norm.Statistics, PackedSizes.PanelRows), At(norm.Output, norm.Features)));
                        break;
                    case ActivateStep activate:
                        Add(new(step, name, parameters, At(activate.Input, activate.Features), null, At(activate.Output, activate.Features)));
                        break;
                    case DropoutStep dropout:
                        Add(new(
                            step, name, parameters, At(dropout.Input, dropout.Features), null, At(dropout.Output, dropout.Features), dropouts + dropout.Layer));
                        break;
                    case PadicEncodingStep encoding:
                        Add(new(step, name, parameters, At(encoding.Input, encoding.Features), null, At(encoding.Output, encoding.Features)));
                        break;
                    case MixtureStep mixture:
                        Mixture(mixture, name);
                        break;
                    case CallStep call:
                        Call(call);
                        break;
                }
            }

            void Call(CallStep call)
            {
                for (long copy = call.FirstCopy; copy < call.FirstCopy + call.Copies; copy++)
                {
                    long index = copy - call.FirstCopy;
                    Place before = index == 0 ? call.Input : call.Output(copy - 1);
                    BlockPlan inner = plan.Blocks[call.Block];
                    Visit(
                        inner, $"{path}{call.Name}.{copy}.", parameters + call.Parameters + (index * call.ParameterStride),
                        dropouts + call.Dropouts + (index * call.DropoutStride), Offset(before), Offset(call.Activations(copy)), frame);
                    if (call.Kept is not null) Add(new(call, $"{path}{call.Name}.{copy}.kept", 0, At(call.Result(copy), inner.Outputs), null, At(call.Output(copy), inner.Outputs)));
                    if (call.IsResidual) Add(new(call, $"{path}{call.Name}.{copy}", 0, At(before, inner.Inputs), null, At(call.Output(copy), inner.Outputs)));
                }
            }

            void Mixture(MixtureStep mixture, string name)
            {
                BlockPlan expert = plan.Blocks[mixture.Block];
                int topK = mixture.Declaration.TopK;
                Region arena = frame.Region(Offset(mixture.Arena), topK * (PackedSizes.RoundUp(mixture.Inputs) + (training ? expert.TrainingFeatures : expert.InferenceFeatures)));
                Add(new(mixture, name + ".router", parameters, At(mixture.Input, mixture.Inputs), null, At(mixture.Logits, mixture.Declaration.Count), Arena: arena));
                for (int i = 0; i < mixture.Declaration.Count; i++)
                {
                    var inside = new Frame(arena.Start, frame.Scale * topK, frame.SharesMemory || i > 0);
                    Visit(
                        expert, $"{name}.{i}.", parameters + mixture.Parameters + (i * mixture.ParameterStride), dropouts + mixture.Dropouts + (i * mixture.DropoutStride),
                        0, training ? mixture.Activations.Training : mixture.Activations.Inference, inside);
                }

                Region results = new Frame(arena.Start, frame.Scale * topK, false).Region(
                    training ? mixture.Results.Training : mixture.Results.Inference, PackedSizes.RoundUp(mixture.Outputs));
                Add(new(mixture, name + ".sum", 0, results, null, At(mixture.Output, mixture.Outputs)));
            }

            void Add(Operation operation) => operations.Add(operation with { SharesMemory = frame.SharesMemory });

            long Offset(Place place) => place.Origin switch
            {
                PlaceOrigin.Input => input,
                PlaceOrigin.Workspace => training ? place.Training : place.Inference,
                _ => activations + (training ? place.Training : place.Inference),
            };

            Region At(Place place, long features) => frame.Region(Offset(place), PackedSizes.RoundUp(features));
        }
    }
}

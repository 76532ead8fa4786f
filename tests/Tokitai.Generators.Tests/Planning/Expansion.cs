using System.Collections.Generic;
using Tokitai.Generators.Planning;

namespace Tokitai.Generators.Tests.Planning;

/// <summary>Walks a plan as the generated code does, with every copy of every block, and lists the linear layers with absolute offsets.</summary>
internal static class Expansion
{
    /// <summary>A linear layer where it runs; offsets are absolute, those of activations for one of the two kinds of workspace.</summary>
    public sealed record Layer(LinearStep Step, string Path, long Parameters, Region Input, Region Product, Region? Statistics, Region Output);

    /// <summary>Features from a start to an end.</summary>
    public readonly record struct Region(long Start, long Length)
    {
        public long End => Start + Length;

        public bool Overlaps(Region other) => Start < other.End && other.Start < End;
    }

    public static List<Layer> Layers(ModelPlan plan, bool training)
    {
        var layers = new List<Layer>();
        Visit(plan.Body, "", 0, 0, 0);
        return layers;

        void Visit(BlockPlan block, string path, long parameters, long input, long activations)
        {
            foreach (Step step in block.Steps)
            {
                if (step is LinearStep linear)
                {
                    bool norm = linear.NormWeight is not null;
                    layers.Add(new Layer(
                        linear, path + linear.Name, parameters, At(linear.Input, linear.Inputs), At(linear.Product, linear.Outputs),
                        norm ? At(linear.Statistics, PackedSizes.PanelRows) : null, At(linear.Output, linear.Outputs)));
                    continue;
                }

                var call = (CallStep)step;
                for (long copy = call.FirstCopy; copy < call.FirstCopy + call.Copies; copy++)
                {
                    Place before = copy == call.FirstCopy ? call.Input : call.Output(copy - 1);
                    Visit(
                        plan.Blocks[call.Block], $"{path}{call.Name}.{copy}.", parameters + call.Parameters + ((copy - call.FirstCopy) * call.ParameterStride),
                        Offset(before), Offset(call.Activations(copy)));
                }
            }

            long Offset(Place place) => place.Origin switch
            {
                PlaceOrigin.Input => input,
                PlaceOrigin.Workspace => training ? place.Training : place.Inference,
                _ => activations + (training ? place.Training : place.Inference),
            };

            Region At(Place place, long features) => new(Offset(place), PackedSizes.RoundUp(features));
        }
    }
}

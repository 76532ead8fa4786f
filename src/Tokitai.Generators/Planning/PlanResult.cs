using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>A plan, or what stands in its way (nothing, if the fault lies in a block and is reported there).</summary>
internal sealed record PlanResult(ModelPlan? Plan, EquatableArray<Finding> Findings);

using System.Collections.Generic;
using System.Linq;
using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>What is written for a block: its views, or stubs if it or a block inside it has an error.</summary>
internal sealed record BlockViews(
    TypeIdentity Type, bool CanBeReopened, bool IsValid, EquatableArray<LayerDeclaration> Layers, EquatableArray<MemberPlan> Members)
{
    /// <summary>Plans the views of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="inner">The blocks that it reaches.</param>
    public static BlockViews Plan(BlockDeclaration block, IReadOnlyList<BlockDeclaration> inner)
    {
        bool valid = block.CanBeReopened && block.Findings.Count == 0 && inner.All(reached => reached.CanBeReopened && reached.Findings.Count == 0);
        EquatableArray<MemberPlan> members = valid ? new(ModelPlanner.Members(block.Layers, inner)) : EquatableArray<MemberPlan>.Empty;
        return new BlockViews(block.Type, block.CanBeReopened, valid, block.Layers, members);
    }
}

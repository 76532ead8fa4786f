namespace Tokitai.Generators.Planning;

/// <summary>What a place counts from.</summary>
internal enum PlaceOrigin
{
    /// <summary>The start of the workspace: in the model's own methods.</summary>
    Workspace,

    /// <summary>The activations of this use of a block.</summary>
    Activations,

    /// <summary>The start of a mixture's arena: inside the passes of its experts.</summary>
    Arena,

    /// <summary>The input of this use of a block; the offset is 0.</summary>
    Input,
}

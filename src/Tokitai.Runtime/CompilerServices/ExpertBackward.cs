using System.ComponentModel;

namespace Tokitai.CompilerServices;

/// <summary>Infrastructure: the generated <c>Backward</c> of a mixture's experts.</summary>
/// <param name="rows">The pass over the rows of one expert.</param>
/// <param name="at">Where this expert's parameters and layers are.</param>
/// <param name="needsInputGradient">Whether the gradient by the expert's input is wanted.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate void ExpertBackward(in BackwardPass rows, in ExpertPlaces at, bool needsInputGradient);

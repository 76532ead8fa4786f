using System.ComponentModel;

namespace Tokitai.CompilerServices;

/// <summary>Infrastructure: the generated <c>Forward</c> of a mixture's experts.</summary>
/// <param name="rows">The pass over the rows of one expert.</param>
/// <param name="at">Where this expert's parameters and layers are.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate void ExpertForward(in ForwardPass rows, in ExpertPlaces at);

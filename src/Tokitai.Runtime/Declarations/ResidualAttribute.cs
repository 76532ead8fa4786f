using System;

namespace Tokitai;

/// <summary>
/// Runs a block and adds its input to its result, <c>y = x + f(x)</c>, on a partial property of type <see cref="Residual{TBlock}"/>
/// (He et al.: "Deep Residual Learning for Image Recognition", 2015). The block must make as many outputs as it has inputs.
/// </summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class ResidualAttribute : Attribute;

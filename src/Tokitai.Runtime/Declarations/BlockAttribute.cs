using System;

namespace Tokitai;

/// <summary>
/// Declares a partial class to be a reusable group of layers. A block has no size of its own: each use plans it afresh
/// from the number of features that reaches it.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BlockAttribute : Attribute;

using System;

namespace Tokitai.Optimizers;

/// <summary>Applies a rule to all parameters.</summary>
internal static class UpdateSweep
{
    public static void Run(UpdateRule rule, TensorSet parameters, TensorSet gradients) => throw new NotImplementedException();
}

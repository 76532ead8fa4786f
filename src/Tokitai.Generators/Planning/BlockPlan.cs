namespace Tokitai.Generators.Planning;

/// <summary>A class of layers, planned for one number of input features: the model itself, or one use of a block.</summary>
/// <param name="Name">Name of the class.</param>
/// <param name="Method">What its methods are called after: the name and the input size.</param>
/// <param name="Inputs">Input features.</param>
/// <param name="Outputs">Output features.</param>
/// <param name="Steps">What it does, in order.</param>
/// <param name="Rows">The table of its layers.</param>
/// <param name="Output">Where its result lies.</param>
/// <param name="PackedLength">Floats of its parameters.</param>
/// <param name="ParameterCount">Scalars of its parameters.</param>
/// <param name="TensorCount">Number of its parameter tensors.</param>
/// <param name="TrainingFeatures">Features that it takes in a training workspace.</param>
/// <param name="InferenceFeatures">Features that it takes in a forward-only workspace.</param>
/// <param name="WidestLayer">Features of its widest layer or input.</param>
/// <param name="ForwardFlops">Floating-point operations of the products of one sample.</param>
/// <param name="FirstLinearFlops">The share of its first linear layer, or 0 if parameters lie before it, so that its input gradient is always needed.</param>
/// <param name="LinearLayers">Number of linear layers that it runs, copies counted but not those inside mixtures: its parity tells where a gradient ends up.</param>
/// <param name="DropoutLayers">Number of dropout layers that it runs, copies counted.</param>
/// <param name="Operations">Operations that it runs, calls and copies counted.</param>
/// <param name="ResidualDepth">How many gradients its residuals keep at the same time: how deep they nest.</param>
/// <param name="Mixtures">Number of mixtures of experts that it runs, copies and those inside experts counted.</param>
/// <param name="ExpertRegions">Regions of gradients that the arenas of its mixtures need; one mixture at a time has them.</param>
/// <param name="RowsPerSample">The most rows that a sample takes in an arena: 1 without a mixture.</param>
internal sealed record BlockPlan(
    string Name, string Method, int Inputs, int Outputs, EquatableArray<Step> Steps, EquatableArray<LayerRow> Rows, Place Output,
    long PackedLength, long ParameterCount, long TensorCount, long TrainingFeatures, long InferenceFeatures, int WidestLayer,
    long ForwardFlops, long FirstLinearFlops, long LinearLayers, long DropoutLayers, long Operations, int ResidualDepth,
    long Mixtures, long ExpertRegions, long RowsPerSample);

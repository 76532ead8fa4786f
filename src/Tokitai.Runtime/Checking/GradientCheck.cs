using System;
using System.Linq;
using System.Numerics;
using Tokitai.Checking;

namespace Tokitai;

/// <summary>
/// Compares the gradients of any model with finite differences of its own Forward: a test that what is declared is what is trained.
/// </summary>
/// <remarks>
/// <para>The loss is formed in double from float32 outputs, so a difference carries their rounding. Each element is therefore moved by
/// two distances, h and h/2, to both sides; the two central differences are combined (Richardson's extrapolation, whose error
/// is of fourth order). What the result is uncertain of is their disagreement, what bends other than a smooth function between the two
/// distances, and the rounding that the outputs must have. Where rounding is most of it, h is doubled for as long as that makes the result more certain, at most
/// three times (the choice of h follows Ridders 1982, "Accurate computation of F'(x) and F'(x) F''(x)").</para>
/// <para>An element is beyond judgement if that uncertainty exceeds the tolerance, so that a wrong gradient could pass unseen: next to a kink (as
/// ReLU has at 0), or where a gradient is so small beside the outputs that their rounding drowns it. (Where
/// both are no more than rounding, as behind a norm that takes them away, they agree on 0 and count as judged.) It is never an
/// error by itself, but a check that leaves more than half of its elements so has shown too little and fails.</para>
/// <para>The losses of mixtures of experts are part of the loss. Which experts a sample is routed to is held as it is at the given parameters: beyond it
/// the loss jumps.</para>
/// <para>A <see cref="PadicEncoding"/> is taken as the identity that its gradient says it is: the map itself is constant but for jumps.</para>
/// <para>Costs four forward passes an element, and two more for each doubling, so it is meant for narrow twins of large models.</para>
/// </remarks>
public static class GradientCheck
{
    /// <summary>Distance of the first move, relative to the size of a value: rounding costs 2^-24 / h, the series' rest h^4.</summary>
    private const double RelativeStep = 1.0 / 64;

    /// <summary>The most that the distance is doubled: to half of a value's size.</summary>
    private const int MostDoublings = 3;

    /// <summary>A value that is 0, such as a fresh bias, is moved as if it were of this size.</summary>
    private const double SmallestSize = 0.1;

    /// <summary>Roundings of an output, in units of 2^-24, that the loss is taken to carry.</summary>
    private const double OutputRounding = 8;

    /// <summary>Checks a freshly drawn model on drawn inputs, by a drawn linear function of its outputs.</summary>
    /// <typeparam name="TModel">The model's class.</typeparam>
    /// <param name="seed">Decides parameters, inputs, the function and the choice of elements.</param>
    /// <param name="batch">Number of samples.</param>
    /// <param name="elementsPerTensor">The most elements of one tensor to compare, spread over its rows and columns.</param>
    /// <param name="tolerance">Largest error that passes, relative to the tensor's largest gradient.</param>
    /// <param name="training">Whether passes belong to a training step, so that dropout draws (the same mask in each).</param>
    public static GradientCheckResult Run<TModel>(
        ulong seed = 1, int batch = 5, int elementsPerTensor = 20, double tolerance = 0.01, bool training = false)
        where TModel : class, IModel<TModel>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        using TModel model = TModel.Create(seed);
        var input = new float[checked(batch * TModel.Info.InputSize)];
        Draw(seed, stream: 0, input);
        return Run(model, input, elementsPerTensor: elementsPerTensor, tolerance: tolerance, training: training, seed: seed);
    }

    /// <summary>Checks a model on given inputs.</summary>
    /// <typeparam name="TModel">The model's class.</typeparam>
    /// <param name="model">The model; its parameters are moved and put back.</param>
    /// <param name="input">Samples, row-major <c>[batch, InputSize]</c>.</param>
    /// <param name="objective">The loss; without it, a drawn linear function of the outputs.</param>
    /// <param name="targets">The targets of the loss.</param>
    /// <param name="elementsPerTensor">The most elements of one tensor to compare, spread over its rows and columns.</param>
    /// <param name="tolerance">Largest error that passes, relative to the tensor's largest gradient.</param>
    /// <param name="training">Whether passes belong to a training step, so that dropout draws (the same mask in each).</param>
    /// <param name="seed">Decides the linear function and what a training step draws.</param>
    /// <exception cref="ArgumentException">Input or targets do not fit the model or the loss.</exception>
    public static GradientCheckResult Run<TModel>(
        TModel model, ReadOnlySpan<float> input, Objective? objective = null, Targets targets = default, int elementsPerTensor = 20,
        double tolerance = 0.01, bool training = false, ulong seed = 1)
        where TModel : class, IModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(elementsPerTensor, 1);
        if (!(tolerance > 0)) throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "The tolerance must be above 0.");
        int batch = Math.Max(1, input.Length / TModel.Info.InputSize);
        using Workspace<TModel> workspace = TModel.CreateWorkspace(batch);
        using Gradients<TModel> gradients = TModel.CreateGradients();
        workspace.State.TakesEncodingsAsIdentity = true;
        float[] samples = input.ToArray(), inputGradient = new float[input.Length];
        var outputGradient = new float[batch * TModel.Info.OutputSize];
        var weights = new float[outputGradient.Length];
        Draw(seed, stream: 1, weights);

        var pass = new Pass<TModel>(model, workspace, samples, weights, objective, targets, training, seed);
        (double loss, double magnitude) = pass.Loss(outputGradient);
        model.Backward(outputGradient, gradients, workspace, inputGradient);
        workspace.State.HoldRouting(true);

        float largest = gradients.SelectMany(tensor => tensor.ToArray()).Where(float.IsFinite).Select(Math.Abs).Append(0).Max();
        var result = new GradientCheckResult(TModel.Info.Name, tolerance, largest);
        for (int i = 0; i < gradients.Count; i++)
        {
            TensorView tensor = model.Parameters[i];
            Compare(result, in pass, tensor.Name, tensor.ToArray(), gradients[i].ToArray(), tensor.SetElement, loss, magnitude, elementsPerTensor);
        }

        Compare(result, in pass, "input", input.ToArray(), inputGradient, (element, value) => samples[element] = value, loss, magnitude, elementsPerTensor);
        return result;
    }

    private static void Compare<TModel>(
        GradientCheckResult result, in Pass<TModel> pass, string name, float[] values, float[] gradients, Action<long, float> set, double loss, double magnitude, int most)
        where TModel : class, IModel<TModel>
    {
        int count = Math.Min(most, values.Length);
        double size = Math.Sqrt(values.Average(value => (double)value * value));
        var differences = new (int Element, Estimate Difference)[count];
        long stride = Stride(values.Length);
        double scale = 0;
        for (int i = 0; i < count; i++)
        {
            int element = (int)((i + 1) * stride % values.Length);
            double step = RelativeStep * Math.Max(Math.Max(Math.Abs(values[element]), size), SmallestSize);
            Estimate difference = Estimated(in pass, set, element, values[element], step, loss, magnitude);
            differences[i] = (element, difference);

            // A value that is not finite fails by itself; it must not hide what the others differ by.
            if (float.IsFinite(gradients[element])) scale = Math.Max(scale, Math.Abs(gradients[element]));
            if (double.IsFinite(difference.Value)) scale = Math.Max(scale, Math.Abs(difference.Value));
        }

        int judged = 0;
        foreach ((int element, (double difference, double uncertainty, double rounding)) in differences)
        {
            // Where gradient and difference are both rounding, they agree on 0, if rounding is small beside the model's gradients.
            bool isZero = Math.Abs(gradients[element]) <= rounding && Math.Abs(difference) <= rounding && rounding <= result.Tolerance * result.Largest;
            double disagreement = Math.Abs(gradients[element] - difference);
            result.Checked++;
            bool isJudged = uncertainty <= result.Tolerance * scale;
            if (isZero || isJudged) judged++;
            else result.Unresolved++;
            result.Consider(new GradientComparison(
                name, element, gradients[element], difference, uncertainty, isJudged, Share(disagreement, scale), Share(disagreement - uncertainty, scale)));
        }

        if (judged == 0) result.AddUnjudged(name);
    }

    /// <summary>
    /// A step through a tensor that comes to every element, and so to all rows and columns alike: near the golden section of its length, and
    /// with no divisor in common.
    /// </summary>
    private static long Stride(int length)
    {
        long stride = Math.Max(1, (long)(length * 0.6180339887));
        while (BigInteger.GreatestCommonDivisor(stride, length) != 1) stride++;
        return stride;
    }

    /// <summary>The part of the scale that a distance is: 0 where it is not above 0, infinity where it is not finite.</summary>
    private static double Share(double distance, double scale)
    {
        if (distance <= 0) return 0;
        return double.IsFinite(distance) ? distance / scale : double.PositiveInfinity;
    }

    /// <summary>The derivative by one element from central differences, at the distance that leaves it least uncertain.</summary>
    private static Estimate Estimated<TModel>(
        in Pass<TModel> pass, Action<long, float> set, int element, float value, double step, double loss, double magnitude)
        where TModel : class, IModel<TModel>
    {
        (double Slope, double Bend) narrow = Difference(in pass, set, element, value, step / 2, loss);
        (double Slope, double Bend) wide = Difference(in pass, set, element, value, step, loss);
        Estimate best = Estimate.Of(wide, narrow, Rounding(step));
        for (int doubling = 0; doubling < MostDoublings && best.Rounding > best.Uncertainty / 2; doubling++)
        {
            step *= 2;
            narrow = wide;
            wide = Difference(in pass, set, element, value, step, loss);
            var next = Estimate.Of(wide, narrow, Rounding(step));
            if (!(next.Uncertainty < best.Uncertainty)) break;
            best = next;
        }

        return best;

        double Rounding(double distance) => OutputRounding * Math.Pow(2, -24) * magnitude / distance;
    }

    /// <summary>The central difference of one element, and by how much the difference to the right exceeds the one to the left.</summary>
    private static (double Slope, double Bend) Difference<TModel>(
        in Pass<TModel> pass, Action<long, float> set, int element, float value, double distance, double loss)
        where TModel : class, IModel<TModel>
    {
        // Divided by the distance that float32 really moves.
        float above = (float)(value + distance), below = (float)(value - distance);
        set(element, above);
        double right = pass.Loss().Value;
        set(element, below);
        double left = pass.Loss().Value;
        set(element, value);
        return ((right - left) / ((double)above - below), ((right - loss) / ((double)above - value)) - ((loss - left) / ((double)value - below)));
    }

    /// <summary>Values in [-1, 1).</summary>
    private static void Draw(ulong seed, uint stream, Span<float> values)
    {
        var random = new PhiloxRandom(seed, stream);
        foreach (ref float value in values) value = (2 * random.NextSingle()) - 1;
    }

    /// <summary>A derivative, what it is uncertain of, and the part of that which is rounding.</summary>
    private readonly record struct Estimate(double Value, double Uncertainty, double Rounding)
    {
        /// <summary>From the central differences at a distance and at half of it.</summary>
        public static Estimate Of((double Slope, double Bend) wide, (double Slope, double Bend) narrow, double rounding)
        {
            // Half as far, a smooth function bends half as much. A kink in the very middle bends the same at every distance, and the central
            // differences agree on the mean of its two slopes.
            double kink = Math.Max(0, Math.Abs(wide.Bend - (2 * narrow.Bend)) - rounding);
            return new Estimate(((4 * narrow.Slope) - wide.Slope) / 3, Math.Abs(wide.Slope - narrow.Slope) + kink + rounding, rounding);
        }
    }

    /// <summary>One forward pass and its loss.</summary>
    private readonly ref struct Pass<TModel>(
        TModel model, Workspace<TModel> workspace, float[] samples, float[] weights, Objective? objective, Targets targets, bool training, ulong seed)
        where TModel : class, IModel<TModel>
    {
        private readonly Targets _targets = targets;

        /// <summary>The loss, and the size of the terms that it is a sum of.</summary>
        public (double Value, double Magnitude) Loss(Span<float> outputGradient = default)
        {
            if (training) workspace.BeginStep(seed, 0);
            ReadOnlySpan<float> output = model.Forward(samples, workspace);
            double auxiliary = workspace.AuxiliaryLoss;
            if (objective is not null)
            {
                double loss = objective.Evaluate(output, _targets, outputGradient), magnitude = Math.Abs(loss) + auxiliary;

                // The loss may be a small difference of large outputs, whose rounding it carries.
                for (int i = 0; i < outputGradient.Length; i++) magnitude += Math.Abs((double)outputGradient[i] * output[i]);
                return (loss + auxiliary, magnitude);
            }

            if (!outputGradient.IsEmpty) weights.CopyTo(outputGradient);
            double sum = auxiliary, terms = auxiliary;
            for (int i = 0; i < output.Length; i++)
            {
                double term = (double)weights[i] * output[i];
                sum += term;
                terms += Math.Abs(term);
            }

            return (sum, terms);
        }
    }
}

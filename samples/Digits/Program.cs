using System;
using System.Diagnostics;
using System.IO;
using System.Numerics.Tensors;
using System.Security.Cryptography;
using Digits;
using Tokitai;

const ulong Seed = 1;
const int Epochs = 30, BatchSize = 32;

(DigitSet training, DigitSet heldOut) = DigitSet.Read(Path.Combine(AppContext.BaseDirectory, "digits.csv")).Split(0.2, Seed);
Console.WriteLine($"{DigitClassifier.ParameterCount:N0} parameters; {training.Count} digits to learn from, {heldOut.Count} held out");
Console.WriteLine($"{TokitaiRuntime.InstructionSet}, {TokitaiRuntime.ThreadCount} threads");

var clock = Stopwatch.StartNew();
using var model = new DigitClassifier(Seed);
using Gradients<DigitClassifier> gradients = DigitClassifier.CreateGradients();
using Workspace<DigitClassifier> workspace = DigitClassifier.CreateWorkspace(BatchSize);
using var optimizer = new AdamW<DigitClassifier>(model);
Objective objective = Objective.CrossEntropy(DigitClassifier.OutputSize);

var random = new PhiloxRandom(Seed, stream: 1);
var inputs = new float[BatchSize * DigitClassifier.InputSize];
var labels = new int[BatchSize];
var outputGradient = new float[BatchSize * DigitClassifier.OutputSize];
int[] order = new int[training.Count];
for (int i = 0; i < order.Length; i++) order[i] = i;

for (int epoch = 0; epoch < Epochs; epoch++)
{
    random.Shuffle(order.AsSpan());
    optimizer.LearningRate = 3e-3f * (1 - ((float)epoch / Epochs));
    double loss = 0;
    for (int start = 0; start < order.Length; start += BatchSize)
    {
        // One step: a batch, forward, loss and its gradient, backward, update.
        int rows = Math.Min(BatchSize, order.Length - start);
        training.CopyBatch(order.AsSpan(start, rows), inputs, labels);
        ReadOnlySpan<float> logits = model.Forward(inputs.AsSpan(0, rows * DigitClassifier.InputSize), workspace);
        Span<float> gradient = outputGradient.AsSpan(0, logits.Length);
        loss += objective.Evaluate(logits, labels.AsSpan(0, rows), gradient) * rows;
        model.Backward(gradient, gradients, workspace);
        optimizer.Step(gradients);
    }

    Progress.Show(epoch + 1, Epochs, loss / order.Length);
}

Console.WriteLine($"trained in {clock.Elapsed.TotalSeconds:F2} s");

// Save, read into a fresh model, and compare what both say about the held-out digits, bit by bit.
string path = Path.Combine(Path.GetTempPath(), $"digits-{Environment.ProcessId}.safetensors");
Safetensors.Save(path, model.Parameters);
Console.WriteLine($"weights: SHA-256 {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}");
using var restored = new DigitClassifier(Seed + 1);
Safetensors.Load(path, restored.Parameters);
File.Delete(path);

using Workspace<DigitClassifier> inference = DigitClassifier.CreateWorkspace(heldOut.Count, training: false);
float[] expected = model.Forward(heldOut.Inputs, inference).ToArray();
bool same = restored.Forward(heldOut.Inputs, inference).SequenceEqual(expected);
Console.WriteLine(same ? "saved and read back: the same bits" : "saved and read back: DIFFERENT predictions");

int correct = 0;
for (int i = 0; i < heldOut.Count; i++)
{
    int guess = TensorPrimitives.IndexOfMax(expected.AsSpan(i * DigitClassifier.OutputSize, DigitClassifier.OutputSize));
    if (guess == heldOut.Labels[i]) correct++;
}

Console.WriteLine($"held-out accuracy: {100.0 * correct / heldOut.Count:F2} %");
return same ? 0 : 1;

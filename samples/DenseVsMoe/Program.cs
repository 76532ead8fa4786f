using System;
using System.Diagnostics;
using DenseVsMoe.Data;
using DenseVsMoe.Models.Nano;
using Tokitai;

Environment.SetEnvironmentVariable("TOKITAI_NUM_THREADS", "1");
var task = new RegimeTask(1);
for (int i = 0; i < 3; i++)
{
    var clock = Stopwatch.StartNew();
    RegimeSamples.Draw(task, 1, SampleStream.Training, 50000);
    Console.WriteLine($"draw {clock.Elapsed.TotalMicroseconds / 50000} us/sample");
}

foreach (int batch in new[] { 64, 128, 256 })
{
    Time<NanoMoe>(batch);
    Time<NanoMoeTwin>(batch);
    Time<NanoMoeFlopsTwin>(batch);
    Time<NanoSheafMoe>(batch);
}

void Time<TModel>(int batch) where TModel : class, IModel<TModel>
{
    using TModel model = TModel.Create(1);
    using var ws = TModel.CreateWorkspace(batch);
    using var g = TModel.CreateGradients();
    using var opt = new AdamW<TModel>(model) { MaxGradientNorm = 1 };
    var obj = Objective.FromHeads(TModel.Info.Heads);
    var s = RegimeSamples.Draw(task, 1, SampleStream.Training, batch);
    var og = new float[batch * 20];
    var clock = new Stopwatch();
    for (int i = 0; i < 600; i++)
    {
        if (i == 200) clock.Start();
        obj.Evaluate(model.Forward(s.Inputs, ws), s.Targets, og);
        model.Backward(og, g, ws);
        opt.Step(g);
    }

    Console.WriteLine($"{TModel.Info.Name} {TModel.Info.ParameterCount} {TModel.Info.ForwardFlopsPerSample} batch {batch}: {clock.Elapsed.TotalMilliseconds / 400} ms");
}

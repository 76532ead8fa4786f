using System;
using DenseVsMoe.Data;

var task = new RegimeTask(1);
RegimeSamples s = RegimeSamples.Draw(task, 1, SampleStream.HeldOut, 16384);
Console.WriteLine(EntropyFloor.Of(s));
for (int e = 0; e < 4; e++) { int n = 0; foreach (int r in s.Regimes) if (r == e) n++; Console.WriteLine(n / 16384.0); }

using System;
using Tokitai;
using Tokitai.Tests.Probe;

// Trains a few steps and prints what it ran with and the bits of everything that came out, for tests that start this program with
// other vector widths and thread counts.
Console.WriteLine($"{TokitaiRuntime.InstructionSet}, {TokitaiRuntime.ThreadCount} threads");
Console.WriteLine(ProbeRun.Hash());

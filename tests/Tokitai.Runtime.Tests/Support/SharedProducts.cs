using System.Runtime.CompilerServices;
using Tokitai.Kernels;

namespace Tokitai.Tests;

/// <summary>Lets products of the sizes that tests can afford use several threads.</summary>
internal static class SharedProducts
{
#pragma warning disable CA2255 // A test assembly is a program: nothing runs in it before this.
    [ModuleInitializer]
    internal static void Share() => ProductTasks.SmallestShared = 100_000;
#pragma warning restore CA2255
}

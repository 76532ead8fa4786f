using System;

namespace Tokitai.Benchmarks.Peers;

/// <summary>Another library's matrix product, row-major: <c>C [rows, columns] = A B</c>, operands transposed where asked.</summary>
internal unsafe interface IProductPeer
{
    string Name { get; }

    /// <summary>Does work on the thread where this library's belongs, and waits for it.</summary>
    void Run(Action work);

    /// <summary>Sets the number of threads of its products.</summary>
    void SetThreads(int threads);

    void Multiply(bool transposeA, bool transposeB, int rows, int columns, int depth, float* a, float* b, float* c);
}

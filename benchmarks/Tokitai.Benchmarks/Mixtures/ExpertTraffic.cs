using System;
using System.Runtime.CompilerServices;
using Tokitai.Benchmarks.Roofline;
using Tokitai.Kernels;
using Tokitai.Memory;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Benchmarks.Mixtures;

/// <summary>
/// What no pass over experts can do without, whatever its kernels: a forward pass reads the weights of each expert, a backward pass reads them again
/// and writes a gradient of the same size. Each expert is a task; caches hold what they can from one pass to the next.
/// </summary>
internal sealed unsafe class ExpertTraffic : IDisposable
{
    /// <summary>Floats of a turn of the loops.</summary>
    private const int Turn = 64;

    private readonly WorkerPool _pool;
    private readonly int _experts;
    private readonly long _length;
    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer _gradients;

    /// <summary>Takes memory for the experts of a model that is a single mixture.</summary>
    public ExpertTraffic(ModelInfo model, WorkerPool pool)
    {
        _pool = pool;
        _experts = model.Mixtures[0].Experts;
        _length = model.ParameterCount / _experts / Turn * Turn;
        _weights = Bench.Fill(_experts * _length);
        _gradients = Bench.Fill(_experts * _length);
    }

    /// <summary>Reads the weights of all experts.</summary>
    public void Forward() => Run(writes: false);

    /// <summary>Reads the weights of each expert and writes its gradient.</summary>
    public void Backward() => Run(writes: true);

    public void Dispose()
    {
        _weights.Dispose();
        _gradients.Dispose();
    }

    private void Run(bool writes)
    {
        using BufferLease weights = _weights.Lease(_weights), gradients = _gradients.Lease(_gradients);
        var job = new Job { Weights = weights.Pointer, Gradients = gradients.Pointer, Length = _length, Writes = writes };
        _pool.Run(_experts, KernelDispatch.Select<Kernel>(SimdDispatch.Level), &job);
    }

    private readonly struct Kernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            float* weight = job->Weights + (task * job->Length), gradient = job->Gradients + (task * job->Length);
            TVector s0 = TSimd.Zero, s1 = s0, s2 = s0, s3 = s0;
            for (long i = 0; i < job->Length; i += 4 * TSimd.Width)
            {
                s0 = TSimd.Add(s0, TSimd.Load(weight + i));
                s1 = TSimd.Add(s1, TSimd.Load(weight + i + TSimd.Width));
                s2 = TSimd.Add(s2, TSimd.Load(weight + i + (2 * TSimd.Width)));
                s3 = TSimd.Add(s3, TSimd.Load(weight + i + (3 * TSimd.Width)));
            }

            // The sums must be used, or the reads would be left out.
            TVector sum = TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3));
            TSimd.Store(gradient, sum);
            if (!job->Writes) return;
            for (long i = 0; i < job->Length; i += 4 * TSimd.Width)
            {
                TSimd.Store(gradient + i, sum);
                TSimd.Store(gradient + i + TSimd.Width, sum);
                TSimd.Store(gradient + i + (2 * TSimd.Width), sum);
                TSimd.Store(gradient + i + (3 * TSimd.Width), sum);
            }
        }
    }

    private struct Job
    {
        public float* Weights;
        public float* Gradients;
        public long Length;
        public bool Writes;
    }
}

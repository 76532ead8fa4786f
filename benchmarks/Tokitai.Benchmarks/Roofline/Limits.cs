using System;
using System.Runtime.CompilerServices;
using Tokitai.Kernels;
using Tokitai.Memory;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>What the machine can do, to be measured in the same race as the work: multiply-adds, a stream of reads, a stream of updates in place.</summary>
internal sealed unsafe class Limits(WorkerPool pool, SimdLevel simd) : IDisposable
{
    /// <summary>Bytes of a stream: at least twice the last cache level.</summary>
    public static readonly long StreamBytes = Math.Max(256, 2 * ProcessorCaches.WholeLastLevel / MiB) * MiB;

    private const long MiB = 1 << 20;

    /// <summary>Tasks of <see cref="Arithmetic"/> a thread: enough for a thread that wakes late to find its share.</summary>
    private const int TasksPerThread = 16;

    private readonly AlignedBuffer _stream = Filled(StreamBytes / sizeof(float));
    private readonly BareTile _tile = new(pool, simd);

    /// <summary>Floating-point operations of one run of <see cref="Arithmetic"/>.</summary>
    public double ArithmeticOperations => Peak.Operations(simd) * pool.ThreadCount * TasksPerThread;

    /// <summary>Multiply-adds in registers, on each thread.</summary>
    public Contestant Arithmetic => Contestant.Of("peak", () =>
    {
        SimdLevel level = simd;
        pool.Run(pool.ThreadCount * TasksPerThread, &PeakTask, &level);
    });

    /// <summary>The micro-kernel of products on operands in the first cache level.</summary>
    public Contestant Tile => Contestant.Of(Row.BareTile, _tile.Run);

    /// <summary>Floating-point operations of one run of <see cref="Tile"/>.</summary>
    public double TileOperations => _tile.Operations;

    /// <summary>Rows and vectors of <see cref="Tile"/>.</summary>
    public string TileShape => _tile.Shape;

    /// <summary>Reads the stream once.</summary>
    public Contestant Reading => Contestant.Of("read stream", () => Stream(writes: false));

    /// <summary>Reads memory of somebody else once, in the same way.</summary>
    /// <param name="first">Where it starts.</param>
    /// <param name="floats">Its length, a multiple of 512 a thread.</param>
    public void Read(float* first, long floats) => Stream(first, floats, writes: false);

    /// <summary>Reads and writes the stream once: twice its bytes.</summary>
    public Contestant Updating => Contestant.Of("update stream", () => Stream(writes: true));

    /// <summary>Reads half of the stream and writes the other half past the caches: the least that work can do whose result is not its input.</summary>
    public void Copy()
    {
        using BufferLease lease = _stream.Lease(_stream);
        long half = StreamBytes / sizeof(float) / 2;
        Copy(lease.Pointer, lease.Pointer + half, half);
    }

    /// <summary>Copies memory of somebody else past the caches, in the same way.</summary>
    /// <param name="from">Where it starts.</param>
    /// <param name="to">Where the copy starts, at a line.</param>
    /// <param name="floats">Its length, a multiple of 128 a thread.</param>
    public void Copy(float* from, float* to, long floats)
    {
        var job = new Job { First = from, To = to, Tasks = 8 * pool.ThreadCount };
        job.Length = floats / job.Tasks;
        pool.Run(job.Tasks, KernelDispatch.Select<CopyKernel>(simd), &job);
    }

    public void Dispose()
    {
        _tile.Dispose();
        _stream.Dispose();
    }

    private void Stream(bool writes)
    {
        using BufferLease lease = _stream.Lease(_stream);
        Stream(lease.Pointer, StreamBytes / sizeof(float), writes);
    }

    private void Stream(float* first, long floats, bool writes)
    {
        var job = new Job { First = first, Tasks = 8 * pool.ThreadCount, Writes = writes };
        job.Length = floats / job.Tasks;
        pool.Run(job.Tasks, KernelDispatch.Select<StreamKernel>(simd), &job);
    }

    private static void PeakTask(void* state, int task) => Peak.Run(*(SimdLevel*)state);

    private static AlignedBuffer Filled(long length)
    {
        AlignedBuffer buffer = AlignedBuffer.Allocate(length);
        using BufferLease lease = buffer.Lease(buffer);
        for (long i = 0; i < length; i++) lease.Pointer[i] = 1;
        return buffer;
    }

    private readonly struct StreamKernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            long length = job->Length;
            float* p = job->First + (task * length);
            TVector factor = TSimd.Create(0.5f), addend = TSimd.Create(0.5f);
            TVector s0 = TSimd.Zero, s1 = s0, s2 = s0, s3 = s0;

            // Four runs at a time: more than one keeps the memory busier, and products read that way, too.
            long quarter = length / 4;
            for (long i = 0; i < quarter; i += TSimd.Width)
            {
                float* p0 = p + i, p1 = p0 + quarter, p2 = p1 + quarter, p3 = p2 + quarter;
                if (job->Writes)
                {
                    TSimd.Store(p0, TSimd.MultiplyAdd(TSimd.Load(p0), factor, addend));
                    TSimd.Store(p1, TSimd.MultiplyAdd(TSimd.Load(p1), factor, addend));
                    TSimd.Store(p2, TSimd.MultiplyAdd(TSimd.Load(p2), factor, addend));
                    TSimd.Store(p3, TSimd.MultiplyAdd(TSimd.Load(p3), factor, addend));
                    continue;
                }

                s0 = TSimd.Add(s0, TSimd.Load(p0));
                s1 = TSimd.Add(s1, TSimd.Load(p1));
                s2 = TSimd.Add(s2, TSimd.Load(p2));
                s3 = TSimd.Add(s3, TSimd.Load(p3));
            }

            // The sums must be used, or the reads would be left out.
            float* sink = stackalloc float[16];
            TSimd.Store(sink, TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)));
            if (float.IsNaN(sink[0])) throw new InvalidOperationException("The stream holds ones.");
        }
    }

    private readonly struct CopyKernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            float* from = job->First + (task * job->Length), to = job->To + (task * job->Length);
            for (long i = 0; i < job->Length; i += TSimd.Width) TSimd.StoreStreaming(to + i, TSimd.Load(from + i));
        }
    }

    private struct Job
    {
        public float* First;
        public float* To;
        public long Length;
        public int Tasks;
        public bool Writes;
    }
}

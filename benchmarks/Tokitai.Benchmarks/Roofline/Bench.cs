using System;
using System.Collections.Generic;
using System.Linq;
using Tokitai.Benchmarks.Peers;
using Tokitai.Memory;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>What all measurements share: threads, limits, peers, and the rows so far.</summary>
internal sealed unsafe class Bench(WorkerPool pool, bool quick) : IDisposable
{
    /// <summary>
    /// Below this share of the best of the run, the peak or the bare tile says that somebody else used the processors, or the other hardware thread of
    /// a core: the row is measured again. What the row's own work took plays no part in that.
    /// </summary>
    private const double Undisturbed = 0.95;

    /// <summary>How often a row is measured before it is printed as disturbed.</summary>
    private const int Attempts = 6;

    private readonly Lazy<TorchPeer?> _torch = new(() => TorchPeer.Start(pool.ThreadCount));
    private double _bestPeak;
    private double _bestTile;

    public WorkerPool Pool => pool;

    public int Threads => pool.ThreadCount;

    public SimdLevel Simd { get; } = SimdDispatch.Level;

    public Limits Limits { get; } = new(pool, SimdDispatch.Level);

    public IReadOnlyList<IProductPeer> Products { get; } = [.. new IProductPeer?[] { OpenBlas.Find(), OneDnn.Find() }.OfType<IProductPeer>()];

    /// <summary>PyTorch, started when it is first asked for.</summary>
    public TorchPeer? Torch => _torch.Value;

    public List<Row> Rows { get; } = [];

    /// <summary>Races work that arithmetic limits and that consists of tiles, so that a bare one runs beside it.</summary>
    public void Compute(string work, double operations, Target target, Action run, params IEnumerable<Contestant> peers) => Race(
        work, operations, "GFLOP/s", Row.Peak, Limits.Arithmetic, Limits.ArithmeticOperations, target, run, [Limits.Tile, .. peers]);

    /// <summary>Races the bare tile itself.</summary>
    public void Tile() => Race(
        $"a tile of {Limits.TileShape}, operands in the first cache level, for comparison", Limits.TileOperations, "GFLOP/s", Row.Peak, Limits.Arithmetic,
        Limits.ArithmeticOperations, default, () => Limits.Tile.Measure(), []);

    /// <summary>Races work that reading memory limits.</summary>
    public void Read(string work, double bytes, Target target, Action run, params IEnumerable<Contestant> peers) => Race(
        work, bytes, "GB/s", "read stream", Limits.Reading, Limits.StreamBytes, target, run, peers);

    /// <summary>Races work that reads the same memory again and again, from whatever cache holds it, against doing nothing but that.</summary>
    public void ReadAgain(string work, float* first, long floats, Target target, Action run, params IEnumerable<Contestant> peers)
    {
        Action read = () => Limits.Read(first, floats);
        var reading = Contestant.Of("stream of the same bytes", read, Repeats(read));
        double bytes = sizeof(float) * (double)floats;
        Race(work, bytes, "GB/s", reading.Name, reading, bytes, target, run, peers);
    }

    /// <summary>Races work that reading and writing memory limits.</summary>
    public void Update(string work, double bytes, Target target, Action run, params IEnumerable<Contestant> peers) => Race(
        work, bytes, "GB/s", "update stream", Limits.Updating, 2 * Limits.StreamBytes, target, run, peers);

    /// <summary>A contestant of this process.</summary>
    public static Contestant Own(string name, Action run) => Contestant.Of(name, run, Repeats(run));

    /// <summary>A contestant that does its work with another library's product, if it is installed.</summary>
    public IEnumerable<Contestant> Multiply(Action<IProductPeer> run) => Products.Select(peer => Foreign(peer, peer.Name, () => run(peer)));

    /// <summary>A layer of oneDNN for the threads of this bench, if it is installed.</summary>
    public OneDnnLayer? LayerOfOneDnn(int batch, int inputs, int outputs, int copies)
    {
        OneDnnLayer? layer = null;
        foreach (OneDnn peer in Products.OfType<OneDnn>())
        {
            peer.SetThreads(Threads);
            peer.Run(() => layer = new OneDnnLayer(batch, inputs, outputs, copies));
        }

        return layer;
    }

    /// <summary>A contestant that does its work with a primitive of oneDNN, if it is installed.</summary>
    public IEnumerable<Contestant> Multiply(OneDnnLayer? layer, Action<OneDnnLayer> run) => layer is null ? [] : [Foreign(Products.OfType<OneDnn>().Single(), "oneDNN inner product", () => run(layer))];

    /// <summary>A contestant in PyTorch, if it is installed.</summary>
    public IEnumerable<Contestant> Torched(string command, string name = "PyTorch") => Torch is null ? [] : [Torch.Of(name, command, Repeats(() => Torch.Of(name, command).Measure()))];

    /// <summary>Seconds for a race.</summary>
    public double Seconds => quick ? 0.3 : 2;

    /// <summary>
    /// What the run starts from as its best peak and its best tile: medians of seconds, since a processor that rests is faster for a moment.
    /// </summary>
    private (double Peak, double Tile) Steady()
    {
        double[] seconds = Roofline.Race.Run(Seconds, [Limits.Arithmetic, Limits.Tile]);
        return (Limits.ArithmeticOperations / seconds[0], Limits.TileOperations / seconds[1]);
    }

    /// <summary>A contestant whose threads are its own.</summary>
    private Contestant Foreign(IProductPeer peer, string name, Action run)
    {
        int repeats = 1;
        peer.Run(() => repeats = Repeats(run));
        Contestant there = Contestant.Of(name, run, repeats);
        return new Contestant(name, () =>
        {
            double seconds = 0;
            peer.Run(() => seconds = there.Measure());
            return seconds;
        })
        { IsForeign = Threads > 1, IsRival = true };
    }

    /// <summary>How often work is repeated in a measurement: until it has lasted two milliseconds.</summary>
    private static int Repeats(Action run)
    {
        const double Enough = 2e-3;
        Contestant once = Contestant.Of("", run);

        // Work that takes long the first time need not be done a second time to know that once is enough.
        return once.Measure() > 100 * Enough ? 1 : (int)Math.Clamp(Enough / once.Measure(), 1, 200);
    }

    /// <summary>Memory with numbers around <paramref name="center"/>, at most 1 away.</summary>
    public static AlignedBuffer Fill(long length, float center = 0)
    {
        AlignedBuffer buffer = AlignedBuffer.Allocate(length);
        using BufferLease lease = buffer.Lease(buffer);
        for (long i = 0; i < length; i++) lease.Pointer[i] = center + (((i * 7919) & 1023) / 512f) - 1;
        return buffer;
    }

    public void Dispose()
    {
        if (_torch.IsValueCreated) Torch?.Dispose();
        Limits.Dispose();
    }

    /// <summary>Races work of any limit.</summary>
    public void Race(
        string work, double operations, Contestant limit, double limitOperations, string limitName, Target target, Action run, IEnumerable<Contestant> peers) =>
        Race(work, operations, "GFLOP/s", limitName, limit, limitOperations, target, run, peers);

    private void Race(
        string work, double amount, string unit, string limitName, Contestant limit, double limitAmount, Target target, Action run, IEnumerable<Contestant> peers)
    {
        foreach (IProductPeer peer in Products) peer.SetThreads(Threads);
        Contestant[] contestants = [limit, Limits.Arithmetic, Contestant.Of("Tokitai", run, Repeats(run)), .. peers];
        HashSet<string> rivals = [.. contestants.Where(contestant => contestant.IsRival).Select(contestant => contestant.Name)];
        if (_bestPeak == 0) (_bestPeak, _bestTile) = Steady();
        Row? row = null;
        Dictionary<string, double> slow = [];
        for (int attempt = 0; attempt < Attempts && (row is null || row.IsDisturbed); attempt++)
        {
            double[] seconds = Roofline.Race.Run(Seconds, contestants);
            Dictionary<string, double> others = new(slow);
            for (int i = 3; i < contestants.Length; i++)
            {
                others.Add(contestants[i].Name, seconds[i]);
                if (Roofline.Race.IsSlow(contestants[i], seconds[i])) slow.Add(contestants[i].Name, seconds[i]);
            }

            contestants = [.. contestants.Where(contestant => !slow.ContainsKey(contestant.Name))];
            double peak = Limits.ArithmeticOperations / (limitName == Row.Peak ? Math.Max(seconds[0], seconds[1]) : seconds[1]);
            _bestPeak = Math.Max(_bestPeak, peak);
            double steadiness = peak / _bestPeak;
            double? tile = null;
            if (others.Remove(Row.BareTile, out double tileSeconds))
            {
                double rate = Limits.TileOperations / tileSeconds;
                _bestTile = Math.Max(_bestTile, rate);
                steadiness = Math.Min(steadiness, rate / _bestTile);
                tile = rate / 1e9;
            }

            if (row is not null && steadiness <= row.Steadiness) continue;
            double? rival = others.Where(other => rivals.Contains(other.Key)).Select(other => (double?)other.Value).Min();
            row = new Row(work, Threads, seconds[2], amount / seconds[2] / 1e9, unit, limitAmount / seconds[0] / 1e9, limitName, tile, target, others, rival, steadiness, steadiness < Undisturbed);
        }

        Rows.Add(row!);
        Console.WriteLine(RowText.Line(row!));
    }
}

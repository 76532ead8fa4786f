using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels.Norms;

/// <summary>
/// A block of samples whose statistics are known and whose results go past the caches, a few lines between each two panels of the next block's
/// statistics, while memory is asked for the block behind that. All stores of a core wait in one queue: were they sent out at once, the core would wait
/// for memory, and memory for the core during statistics.
/// </summary>
/// <typeparam name="TNorm">The normalisation.</typeparam>
/// <typeparam name="TLevel">The cache level that memory is asked for lines into.</typeparam>
/// <param name="input">The block's lines in the first panel.</param>
/// <param name="statistics">Its lines of statistics.</param>
/// <param name="output">Where its results go.</param>
/// <param name="rows">Its samples: a multiple of 4, no fewer than those of the block whose statistics go on meanwhile, whose steps write nothing else then.</param>
/// <param name="panelFloats">From one panel to the next.</param>
/// <param name="features">Features of a sample.</param>
/// <param name="weight">Padded scale.</param>
/// <param name="bias">Padded shift; anything where the norm has none.</param>
/// <param name="ahead">Floats from these samples to those that memory is asked for.</param>
internal unsafe struct WaitingBlock<TNorm, TLevel>(
    float* input, float* statistics, float* output, int rows, long panelFloats, int features, float* weight, float* bias, long ahead) : IMeanwhile
    where TNorm : struct, INormalisation
    where TLevel : ICacheLevel
{
    private const int Line = PackedLayout.PanelRows;

    // Distances instead of pointers, so that the loop around a step has registers for everything.
    private readonly long _toOutput = output - input;
    private readonly long _toBias = bias - weight;
    private readonly long _toNextPanel = panelFloats - (rows * Line);
    private readonly long _ahead = ahead;
    private readonly float* _firstStatistics = statistics;
    private readonly float* _endWeight = weight + features;
    private readonly float* _endStatistics = statistics + (rows * Line);
    private float* _input = input;
    private float* _statistics = statistics;
    private float* _weight = weight;

    /// <summary>Sends out as many lines as a vector is wide in fourths of a line: always whole ones, since memory takes parts of them far more slowly.</summary>
    /// <param name="line">Not used.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TSimd, TVector>(float* line)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        const int Fourth = Line / 4;
        for (int lane = 0; lane < Line; lane += TSimd.Width)
        {
            TVector weight = TSimd.Load(_weight + lane);
            TVector bias = TNorm.HasBias ? TSimd.Load(_weight + _toBias + lane) : TSimd.Zero;
            Send<TSimd, TVector>(0, lane, weight, bias);
            if (TSimd.Width >= 2 * Fourth) Send<TSimd, TVector>(Line, lane, weight, bias);
            if (TSimd.Width >= 3 * Fourth) Send<TSimd, TVector>(2 * Line, lane, weight, bias);
            if (TSimd.Width >= 4 * Fourth) Send<TSimd, TVector>(3 * Line, lane, weight, bias);
        }

        _input += TSimd.Width / Fourth * Line;
        _statistics += TSimd.Width / Fourth * Line;
        if (_statistics != _endStatistics) return;
        _input += _toNextPanel;
        _statistics = _firstStatistics;
        _weight += Line;
    }

    /// <summary>Sends out what is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Finish<TSimd, TVector>()
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        WaitingBlock<TNorm, TLevel> left = this;
        while (left._weight < left._endWeight) left.Step<TSimd, TVector>(null);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Send<TSimd, TVector>(int at, int lane, TVector weight, TVector bias)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        float* source = _input + at + lane;
        if (lane == 0) Prefetch.Into<TLevel>(source + _ahead, 1);
        TVector normalised = TNorm.Normalise<TSimd, TVector>(source, _statistics + at);
        TSimd.StoreStreaming(source + _toOutput, TNorm.Shift<TSimd, TVector>(normalised, weight, bias));
    }
}

using System;
using System.Runtime.CompilerServices;
using Tokitai.Kernels;
using Tokitai.Simd;

namespace Tokitai.Losses;

/// <summary>
/// The gradient of a row on its way past the caches. Its terms stand aside and go out, scaled, a line at a time between the exponentials of the next
/// row: all stores of a core wait in one queue, so a burst of stores that memory has to take would hold up those of the exponentials behind it.
/// </summary>
/// <param name="memory">Aligned room of <see cref="MemoryFloats"/> for the terms of two rows, the one that waits and the next.</param>
internal unsafe struct WaitingGradient(float* memory)
{
    /// <summary>Classes of the longest row that may wait: its terms take 16 KB.</summary>
    public const int MostClasses = 4_096;

    /// <summary>Floats of the memory.</summary>
    public const int MemoryFloats = OtherRoom + MostClasses;

    private const int Line = PackedLayout.PanelRows;

    /// <summary>
    /// The two rooms do not lie a multiple of 4 KB apart: processors take a load for one that needs an earlier store if the last 12 bits of their addresses
    /// are the same.
    /// </summary>
    private const int OtherRoom = MostClasses + 512;

    private float* _otherRoom = memory + OtherRoom;
    private float* _terms;
    private float* _gradient;
    private float _scale;
    private float _labelGradient;
    private int _label;

    /// <summary>Where the terms of the next row go.</summary>
    public float* Room { get; private set; } = memory;

    /// <summary>Floats that wait: whole lines of memory, as many as the row has whole groups of 16, or one fewer.</summary>
    public int Floats { get; private set; }

    /// <summary>Where among them the line of the label begins; outside of them if the label is.</summary>
    public readonly int LabelLine => _label & -Line;

    /// <summary>
    /// Takes the row whose terms are in <see cref="Room"/>. Lines that it shares with other rows take ordinary stores, at once.
    /// </summary>
    /// <param name="gradient">Where the row's gradient goes.</param>
    /// <param name="classes">Its length.</param>
    /// <param name="scale">What terms are multiplied with.</param>
    /// <param name="label">The true class.</param>
    /// <param name="labelGradient">The gradient there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Take(float* gradient, int classes, float scale, int label, float labelGradient)
    {
        float* terms = Room;
        int head = Math.Min(classes, ToLine(gradient)), tail = head + ((classes - head) & -Line);
        for (int i = 0; i < head; i++) gradient[i] = terms[i] * scale;
        for (int i = tail; i < classes; i++) gradient[i] = terms[i] * scale;
        if (label < head || label >= tail) gradient[label] = labelGradient;
        (_scale, _label, _labelGradient) = (scale, label - head, labelGradient);
        _terms = terms + head;
        _gradient = gradient + head;
        Floats = tail - head;
        Room = _otherRoom;
        _otherRoom = terms;
    }

    /// <summary>The scale in all lanes, for <see cref="Send"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TVector Scale<TSimd, TVector>()
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => TSimd.Create(_scale);

    /// <summary>Sends out a line without the label.</summary>
    /// <param name="at">Where among the floats that wait it begins.</param>
    /// <param name="scale">See <see cref="Scale"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Send<TSimd, TVector>(int at, TVector scale)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        for (int lane = 0; lane < Line; lane += TSimd.Width)
        {
            TSimd.StoreStreaming(_gradient + at + lane, TSimd.Multiply(TSimd.Load(_terms + at + lane), scale));
        }
    }

    /// <summary>
    /// Sends out a line that may have the label in it, with the label's gradient in its place: an ordinary store into a line that has just gone out
    /// would wait for it to come back from memory, and all later stores behind it.
    /// </summary>
    /// <param name="at">Where among the floats that wait it begins.</param>
    /// <param name="scale">See <see cref="Scale"/>.</param>
    /// <param name="masks"><see cref="KernelMemory.AllButOneMasks"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void SendWithLabel<TSimd, TVector>(int at, TVector scale, float* masks)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        float* others = KernelMemory.AllButOneMask(masks, _label - at);
        for (int lane = 0; lane < Line; lane += TSimd.Width)
        {
            TVector scaled = TSimd.Multiply(TSimd.Load(_terms + at + lane), scale);
            TSimd.StoreStreaming(_gradient + at + lane, TSimd.Select(TSimd.Load(others + lane), scaled, TSimd.Create(_labelGradient)));
        }
    }

    /// <summary>Sends out what is left from a line on; afterwards nothing waits.</summary>
    /// <param name="first">Where among the floats that wait the line begins.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Finish<TSimd, TVector>(int first)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector scale = Scale<TSimd, TVector>();
        float* masks = KernelMemory.AllButOneMasks;
        for (int at = first; at < Floats; at += Line) SendWithLabel<TSimd, TVector>(at, scale, masks);
        Floats = 0;
    }

    /// <summary>Floats from an address to the first line of a cache from there on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ToLine(float* address) => -(int)((nint)address / sizeof(float)) & (Line - 1);
}

using System;
using Tokitai.Initialization;

namespace Tokitai;

/// <summary>
/// A random sequence that is the same on every machine and can be entered anywhere: for shuffles, splits and noise that a
/// resumed run must repeat. Value i is a function of (seed, stream, i) by Philox4x32-10 (Salmon et al.: "Parallel random
/// numbers: as easy as 1, 2, 3", 2011). Not for secrets, and not for use by two threads at a time.
/// </summary>
public sealed class PhiloxRandom
{
    private readonly ulong _seed;
    private readonly uint _stream;
    private PhiloxBlock _words;
    private ulong _wordsBlock = ulong.MaxValue;

    /// <summary>Enters a sequence at its beginning.</summary>
    /// <param name="seed">Any number; it may be the model's, whose initial parameters are drawn from other sequences.</param>
    /// <param name="stream">Number of the sequence, such as an epoch: sequences of one seed are independent.</param>
    public PhiloxRandom(ulong seed, uint stream = 0)
    {
        _seed = seed;
        _stream = stream;
    }

    /// <summary>Index of the next 32-bit value. Set it to what it was to draw the same numbers again.</summary>
    public ulong Position { get; set; }

    /// <summary>Draws a number from 0 to 2^32 - 1, all equally likely.</summary>
    public uint NextUInt32()
    {
        ulong block = Position >> 2;
        if (block != _wordsBlock)
        {
            _words = Philox4x32.Generate(_seed, PhiloxStream.User, _stream, block);
            _wordsBlock = block;
        }

        return _words[Position++];
    }

    /// <summary>Draws a multiple of 2^-24 from [0, 1), all equally likely.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>Draws an integer from 0 to <paramref name="bound"/> - 1, all exactly equally likely.</summary>
    /// <remarks>The upper half of a product with rejection (Lemire: "Fast random integer generation in an interval", 2019).</remarks>
    /// <param name="bound">Number of values, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is below 1.</exception>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        ulong product = (ulong)NextUInt32() * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            // 2^32 mod bound lower halves occur once too often.
            uint surplus = (uint)(0x1_0000_0000 % (uint)bound);
            while ((uint)product < surplus) product = (ulong)NextUInt32() * (uint)bound;
        }

        return (int)(product >> 32);
    }

    /// <summary>Brings the elements into an order that is drawn from all orders (Fisher, Yates).</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="values">The elements.</param>
    public void Shuffle<T>(Span<T> values)
    {
        for (int left = values.Length; left > 1; left--)
        {
            int other = NextInt32(left);
            (values[left - 1], values[other]) = (values[other], values[left - 1]);
        }
    }
}

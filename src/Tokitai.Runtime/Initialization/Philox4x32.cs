using System.Runtime.CompilerServices;

namespace Tokitai.Initialization;

/// <summary>
/// Philox4x32-10, a random function of a 128-bit counter and a 64-bit key (Salmon, Moraes, Dror, Shaw: "Parallel random
/// numbers: as easy as 1, 2, 3", 2011). Having no state, it gives any value of a sequence at once, to any thread.
/// </summary>
internal static class Philox4x32
{
    /// <summary>The paper's multiplier of the first word.</summary>
    public const uint Multiplier0 = 0xD2511F53;

    /// <summary>The paper's multiplier of the third word.</summary>
    public const uint Multiplier1 = 0xCD9E8D57;

    /// <summary>Increment of the key's first word: the fraction of the golden ratio.</summary>
    public const uint Increment0 = 0x9E3779B9;

    /// <summary>Increment of the key's second word: the fraction of sqrt(3).</summary>
    public const uint Increment1 = 0xBB67AE85;

    /// <summary>Rounds of mixing.</summary>
    public const int Rounds = 10;

    /// <summary>The four random words that belong to a counter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxBlock Generate(PhiloxBlock counter, ulong key)
    {
        (uint x0, uint x1, uint x2, uint x3) = counter;
        uint key0 = (uint)key;
        uint key1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * x0;
            ulong product1 = (ulong)Multiplier1 * x2;
            x0 = (uint)(product1 >> 32) ^ x1 ^ key0;
            x1 = (uint)product1;
            x2 = (uint)(product0 >> 32) ^ x3 ^ key1;
            x3 = (uint)product0;
            key0 += Increment0;
            key1 += Increment1;
        }

        return new PhiloxBlock(x0, x1, x2, x3);
    }

    /// <summary>The random words with indices <c>4 * block</c> and on of one sequence.</summary>
    /// <param name="seed">The key.</param>
    /// <param name="stream">What the sequence is drawn for: different streams never share a counter.</param>
    /// <param name="sequence">Number of the sequence within the stream.</param>
    /// <param name="block">Number of the group of four words.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxBlock Generate(ulong seed, PhiloxStream stream, uint sequence, ulong block) =>
        Generate(new PhiloxBlock((uint)block, (uint)(block >> 32), sequence, (uint)stream), seed);
}

using Tokitai.Initialization;
using Xunit;

namespace Tokitai.Tests.Initialization;

/// <summary>Philox4x32-10 against the known answers that its authors publish (file kat_vectors of Random123).</summary>
public class Philox4x32Tests
{
    [Fact]
    public void Counter_and_key_of_zeros() => Assert.Equal(
        new PhiloxBlock(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8),
        Philox4x32.Generate(default, 0));

    [Fact]
    public void Counter_and_key_of_ones() => Assert.Equal(
        new PhiloxBlock(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd),
        Philox4x32.Generate(new PhiloxBlock(~0u, ~0u, ~0u, ~0u), ~0ul));

    [Fact]
    public void Counter_and_key_of_the_digits_of_pi() => Assert.Equal(
        new PhiloxBlock(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1),
        Philox4x32.Generate(new PhiloxBlock(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344), 0x299f31d0_a4093822));

    [Fact]
    public void A_sequence_counts_blocks_in_the_lower_words() => Assert.Equal(
        Philox4x32.Generate(new PhiloxBlock(7, 3, 11, 1), 42),
        Philox4x32.Generate(42, PhiloxStream.User, sequence: 11, block: (3ul << 32) | 7));
}

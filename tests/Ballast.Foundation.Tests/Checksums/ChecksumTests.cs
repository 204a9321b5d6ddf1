using System.Text;

using Ballast.Foundation.Checksums;

namespace Ballast.Foundation.Tests.Checksums;

/// <summary>Published check values, and the properties that the formats lean on.</summary>
public sealed class ChecksumTests
{
    private const uint PinnedDigest = 3606873761;
    private static readonly byte[] Digits = "123456789"u8.ToArray();

    [Fact]
    public void Crc32_has_its_published_check_value() => Assert.Equal(0xCBF43926u, Crc32.Compute(Digits));

    [Theory]
    [InlineData("", 0u)]
    [InlineData("a", 0xE8B7BE43u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Crc32_agrees_with_zlib(string text, uint expected) => Assert.Equal(expected, Crc32.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Crc32C_has_its_published_check_value() => Assert.Equal(0xE3069283u, Crc32C.Compute(Digits));

    // RFC 3720, B.4.
    [Fact]
    public void Crc32C_agrees_with_the_examples_of_iSCSI()
    {
        Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Compute(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Crc32C.Compute(Enumerable.Range(0, 32).Select(static i => (byte)i).ToArray()));
        Assert.Equal(0x113FDB5Cu, Crc32C.Compute(Enumerable.Range(0, 32).Select(static i => (byte)(31 - i)).ToArray()));
    }

    [Fact]
    public void Both_agree_with_the_bitwise_definition_at_every_length_and_alignment()
    {
        var bytes = new byte[600];
        new Chance(1).Fill(bytes);
        for (var start = 0; start < 9; start++)
            for (var length = 0; start + length <= bytes.Length; length++)
            {
                var part = bytes.AsSpan(start, length);
                Assert.Equal(Bitwise(part, 0xEDB88320), Crc32.Compute(part));
                Assert.Equal(Bitwise(part, 0x82F63B78), Crc32C.Compute(part));
            }
    }

    [Fact]
    public void Crc32C_can_be_continued_anywhere()
    {
        var bytes = new byte[100];
        new Chance(2).Fill(bytes);
        var whole = Crc32C.Compute(bytes);
        for (var cut = 0; cut <= bytes.Length; cut++)
            Assert.Equal(whole, Crc32C.Compute(bytes.AsSpan(cut), Crc32C.Compute(bytes.AsSpan(0, cut))));
        var word = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(word, 0x0123456789ABCDEF);
        Assert.Equal(Crc32C.Compute(word, whole), Crc32C.Append(whole, 0x0123456789ABCDEF));
    }

    // From the reference implementation; "123456789" by its bindings in other languages too.
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999ul)]
    [InlineData("a", 0xD24EC4F1A98C6E5Bul)]
    [InlineData("abc", 0x44BC2CF5AD770999ul)]
    [InlineData("123456789", 0x8CB841DB40E6AE83ul)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1ul)]
    public void XxHash64_agrees_with_published_values(string text, ulong expected) => Assert.Equal(expected, XxHash64.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void XxHash64_of_every_length_is_pinned()
    {
        // Each length of 0 to 99 takes its own way through blocks, words and tails; the format of keys depends on all of them.
        var bytes = new byte[99];
        new Chance(3).Fill(bytes);
        var digest = new byte[100 * sizeof(ulong)];
        for (var length = 0; length <= bytes.Length; length++)
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(digest.AsSpan(length * sizeof(ulong)), XxHash64.Compute(bytes.AsSpan(0, length)));
        Assert.Equal(PinnedDigest, Crc32.Compute(digest));
    }

    private static uint Bitwise(ReadOnlySpan<byte> bytes, uint polynomial)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ polynomial : crc >> 1;
        }
        return ~crc;
    }
}

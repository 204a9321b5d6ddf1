using Ballast.Foundation.Buffers;

namespace Ballast.Foundation.Tests.Buffers;

public sealed class BufferTests
{
    [Theory]
    [InlineData(0u, "00")]
    [InlineData(1u, "01")]
    [InlineData(127u, "7F")]
    [InlineData(128u, "8001")]
    [InlineData(300u, "AC02")]
    [InlineData(16383u, "FF7F")]
    [InlineData(16384u, "808001")]
    [InlineData(624485u, "E58E26")]
    [InlineData(uint.MaxValue, "FFFFFFFF0F")]
    public void A_varint_has_its_known_bytes_and_reads_back(uint value, string bytes)
    {
        var target = new byte[Varint.BytesMax];
        var length = Varint.Write(target, value);
        Assert.Equal(bytes, Convert.ToHexString(target, 0, length));
        Assert.Equal(Varint.SizeOf(value), length);
        Assert.True(Varint.TryRead([.. target[..length], 0xFF], out var read, out var taken));
        Assert.Equal((value, length), (read, taken));
    }

    [Fact]
    public void Every_varint_reads_back_and_none_of_its_prefixes_does()
    {
        var chance = new Chance(1);
        using var buffer = new ByteBuffer(0);
        for (var i = 0; i < 10_000; i++)
        {
            var value = (uint)(chance.NextUInt64() >> (32 + chance.NextInt32(32)));
            buffer.Clear();
            Varint.Write(buffer, value);
            Assert.True(Varint.TryRead(buffer.Written, out var read, out var length));
            Assert.Equal((value, buffer.Count), (read, length));
            for (var cut = 0; cut < length; cut++)
                Assert.False(Varint.TryRead(buffer.Written[..cut], out _, out _));
        }
    }

    [Theory]
    [InlineData("FFFFFFFF10")]
    [InlineData("FFFFFFFF7F")]
    [InlineData("FFFFFFFFFF")]
    [InlineData("808080808000")]
    public void What_is_no_32_bit_number_is_refused(string bytes) => Assert.False(Varint.TryRead(Convert.FromHexString(bytes), out _, out _));

    [Fact]
    public void A_buffer_holds_what_was_written_however_it_was_written()
    {
        var chance = new Chance(2);
        for (var round = 0; round < 50; round++)
        {
            using var buffer = new ByteBuffer(chance.NextInt32(64));
            var expected = new List<byte>();
            for (var i = 0; i < 200; i++)
            {
                var bytes = new byte[chance.NextInt32(chance.OneIn(20) ? 20_000 : 50)];
                chance.Fill(bytes);
                switch (chance.NextInt32(5))
                {
                    case 0:
                        buffer.Write((byte)i);
                        expected.Add((byte)i);
                        break;
                    case 1:
                        bytes.CopyTo(buffer.GetSpan(bytes.Length));
                        buffer.Advance(bytes.Length);
                        expected.AddRange(bytes);
                        break;
                    case 2:
                        bytes.CopyTo(buffer.GetMemory(bytes.Length));
                        buffer.Advance(bytes.Length);
                        expected.AddRange(bytes);
                        break;
                    case 3 when chance.OneIn(10):
                        var kept = chance.NextInt32(buffer.Count + 1);
                        buffer.Truncate(kept);
                        expected.RemoveRange(kept, expected.Count - kept);
                        break;
                    case 4 when chance.OneIn(30):
                        buffer.Clear();
                        expected.Clear();
                        break;
                    default:
                        buffer.Write(bytes);
                        expected.AddRange(bytes);
                        break;
                }
                Assert.Equal(expected.Count, buffer.Count);
            }
            Assert.Equal(expected, buffer.Written.ToArray());
            Assert.Equal(expected, buffer.WrittenMemory.ToArray());
        }
    }

    [Fact]
    public void A_buffer_that_was_large_once_does_not_stay_large()
    {
        using var buffer = new ByteBuffer(100);
        buffer.GetSpan(1 << 20);
        Assert.True(buffer.GetSpan().Length >= 1 << 20);
        buffer.Clear();
        Assert.True(buffer.GetSpan().Length <= 64 * 1024);
    }

    [Fact]
    public void A_span_is_never_empty_and_no_one_may_advance_beyond_it()
    {
        using var buffer = new ByteBuffer(0);
        Assert.False(buffer.GetSpan().IsEmpty);
        Assert.Throws<InvariantViolatedException>(() => buffer.Advance(-1));
        Assert.Throws<InvariantViolatedException>(() => buffer.Advance(1 << 30));
        Assert.Throws<InvariantViolatedException>(() => buffer.Truncate(1));
    }
}

using Ballast.Foundation;
using Ballast.Foundation.Identity;
using Ballast.Storage.Log;

namespace Ballast.Storage.Tests.Log;

public sealed class LogCodecTests
{
    [Fact]
    public void A_record_reads_back_as_it_was_written()
    {
        for (ulong seed = 0; seed < 500; seed++)
        {
            var (bytes, header, payload) = RandomRecord(new Chance(seed));
            Assert.True(LogRecordHeader.TryRead(bytes, out var read, out var readPayload), $"seed {seed}");
            Assert.Equal(header, read);
            Assert.Equal(payload, readPayload.ToArray());
        }
    }

    [Fact]
    public void Every_flipped_bit_of_a_record_is_noticed()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var (bytes, _, _) = RandomRecord(new Chance(seed));
            for (var bit = 0; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(LogRecordHeader.TryRead(bytes, out _, out _), $"seed {seed}, bit {bit}");
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Fact]
    public void A_record_cut_short_is_none()
    {
        var (bytes, _, _) = RandomRecord(new Chance(1));
        for (var length = 0; length < bytes.Length; length++)
            Assert.False(LogRecordHeader.TryRead(bytes.AsSpan(0, length), out _, out _));
    }

    [Fact]
    public void A_batch_is_sound_only_with_its_own_salt_and_within_its_room()
    {
        var batch = new byte[4096];
        new Chance(1).Fill(batch);
        var header = new BatchHeader(new LogPosition(8192), 300, 2, 17, BatchFlags.None);
        header.Seal(batch, 99);
        Assert.True(BatchHeader.TryReadClaim(batch, 4096, out var read));
        Assert.Equal(header, read);
        Assert.True(BatchHeader.IsSound(batch.AsSpan(0, 300), 99));
        Assert.False(BatchHeader.IsSound(batch.AsSpan(0, 300), 98));
        Assert.False(BatchHeader.TryReadClaim(batch, 299, out _));
    }

    [Fact]
    public void Every_flipped_bit_of_a_batch_is_noticed()
    {
        var batch = new byte[300];
        new Chance(1).Fill(batch);
        new BatchHeader(new LogPosition(8192), 300, 2, 17, BatchFlags.None).Seal(batch, 99);
        for (var bit = 0; bit < batch.Length * 8; bit++)
        {
            batch[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(
                BatchHeader.TryReadClaim(batch, batch.Length, out var read) && BatchHeader.IsSound(batch.AsSpan(0, read.Length), 99));
            batch[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Every_flipped_bit_of_a_segment_header_is_noticed()
    {
        var block = new byte[SegmentHeader.Size];
        var header = new SegmentHeader(new NodeId(3), 5, new LogPosition(81920), 20480, 0xFEDCBA9876543210);
        header.Write(block);
        Assert.True(SegmentHeader.TryRead(block, out var version, out var read));
        Assert.Equal((LogFormat.Version, header), (version, read));
        for (var bit = 0; bit < block.Length * 8; bit++)
        {
            block[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(SegmentHeader.TryRead(block, out _, out _));
            block[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    private static (byte[] Bytes, LogRecordHeader Header, byte[] Payload) RandomRecord(Chance chance)
    {
        var payload = new byte[chance.NextInt32(200)];
        chance.Fill(payload);
        var header = new LogRecordHeader(
            (byte)chance.NextInt32(256), (byte)chance.NextInt32(256), (ushort)chance.NextInt32(65536), new GroupId(chance.NextUInt64()),
            new Ballot((uint)(chance.NextUInt64() >> 32), new NodeId((uint)(chance.NextUInt64() >> 32))), new Slot(chance.NextUInt64()));
        var bytes = new byte[LogRecordHeader.Size + payload.Length];
        header.Write(bytes, default, payload);
        payload.CopyTo(bytes, LogRecordHeader.Size);
        return (bytes, header, payload);
    }
}

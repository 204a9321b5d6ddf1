using System.Globalization;
using System.IO.Compression;

using Ballast.Foundation;
using Ballast.Foundation.Checksums;
using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Wire;

/// <summary>Gzip in both directions.</summary>
public sealed class CompressionTests
{
    // What the expansion reads at a time; members that end near a multiple of it are the delicate ones.
    private const int InputChunkBytes = 8192;
    private readonly ApiWorld _world = ApiWorld.InMemory();

    public CompressionTests() => _world.CreateTable(Definitions.OfSimple);

    public static byte[] Gzip(byte[] body, CompressionLevel level)
    {
        using var sink = new MemoryStream();
        using (var gzip = new GZipStream(sink, level))
            gzip.Write(body);
        return sink.ToArray();
    }

    [Fact]
    public void A_compressed_request_is_read()
    {
        var reply = _world.Send(Compressed("PutItem"), Gzip("""{"TableName":"simple-table","Item":{"h":{"S":"zipped"}}}"""u8.ToArray(), CompressionLevel.Optimal));
        Assert.Equal(200, reply.Status);
        Assert.NotNull(_world.Call("GetItem", """{"TableName":"simple-table","Key":{"h":{"S":"zipped"}}}""").Json["Item"]);
    }

    [Fact]
    public void A_long_answer_is_compressed_where_asked_and_its_checksum_is_of_what_is_sent()
    {
        var text = new string('x', 5000);
        Assert.Equal(200, _world.Call("PutItem", $$$$"""{"TableName":"simple-table","Item":{"h":{"S":"long"},"v":{"S":"{{{{text}}}}"}}}""").Status);
        var head = Head.Of("GetItem");
        head["Accept-Encoding"] = "deflate, gzip;q=1.0";
        var reply = _world.Send(head, """{"TableName":"simple-table","Key":{"h":{"S":"long"}}}"""u8.ToArray());
        Assert.Equal("gzip", reply.ContentEncoding);
        Assert.True(reply.Body.Length < 1000);
        Assert.Equal(Crc32.Compute(reply.Body).ToString(CultureInfo.InvariantCulture), reply.Crc32);
        using var gzip = new GZipStream(new MemoryStream(reply.Body), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        Assert.Contains(text, reader.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_answer_or_an_unasked_one_is_not_compressed()
    {
        var head = Head.Of("ListTables");
        head["Accept-Encoding"] = "gzip";
        Assert.Null(_world.Send(head, "{}"u8.ToArray()).ContentEncoding);
        Assert.Null(_world.Call("ListTables", "{}").ContentEncoding);
    }

    [Fact]
    public void A_gzip_bomb_is_refused_at_the_limit_and_takes_no_more_memory_than_that()
    {
        var bomb = Gzip(new byte[400 << 20], CompressionLevel.Fastest);
        Assert.True(bomb.Length < 4 << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reply = _world.Send(Compressed("ListTables"), bomb);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(413, reply.Status);
        Assert.Equal("RequestEntityTooLargeException", reply.Error);
        Assert.True(allocated < 200 << 20, $"{allocated >> 20} MiB were allocated for a body of at most {RequestRouter.RequestBytesMax >> 20} MiB.");
    }

    [Fact]
    public void Truncated_gzip_is_refused_at_every_length()
    {
        var whole = Gzip("""{"TableName":"simple-table","Item":{"h":{"S":"never stored, never stored, never stored"}}}"""u8.ToArray(), CompressionLevel.Optimal);
        for (var length = 0; length < whole.Length; length++)
            WireTests.AssertSerialization(_world.Send(Compressed("PutItem"), whole.AsMemory(0, length)), "gzip");
        Assert.Equal(200, _world.Send(Compressed("PutItem"), whole).Status);
    }

    [Fact]
    public void A_compressed_body_with_a_wrong_checksum_is_refused()
    {
        var body = Gzip("""{"TableName":"simple-table","Key":{"h":{"S":"a"}}}"""u8.ToArray(), CompressionLevel.Optimal);
        body[^6] ^= 1;
        WireTests.AssertSerialization(_world.Send(Compressed("GetItem"), body), "gzip");
    }

    [Fact]
    public void An_unknown_content_encoding_is_refused_and_identity_is_not()
    {
        var head = Head.Of("ListTables");
        head["Content-Encoding"] = "br";
        WireTests.AssertSerialization(_world.Send(head, "{}"u8.ToArray()), "br");
        head["Content-Encoding"] = "identity";
        Assert.Equal(200, _world.Send(head, "{}"u8.ToArray()).Status);
    }

    [Fact]
    public void A_body_of_several_members_is_read_as_one()
    {
        var body = """{"TableName":"simple-table","Item":{"h":{"S":"in parts"}}}"""u8.ToArray();
        for (var cut = 0; cut <= body.Length; cut++)
        {
            byte[] members = [.. Member(body[..cut]), .. Member([]), .. Member(body[cut..])];
            Assert.Equal(200, _world.Send(Compressed("PutItem"), members).Status);
        }
        Assert.NotNull(_world.Call("GetItem", """{"TableName":"simple-table","Key":{"h":{"S":"in parts"}}}""").Json["Item"]);
    }

    [Fact]
    public void Members_may_end_anywhere_in_what_is_read_at_a_time()
    {
        var chance = new Chance(1);
        var overhead = Stored(0, chance).Length;
        for (var end = InputChunkBytes - 12; end <= InputChunkBytes + 12; end++)
        {
            var first = Stored(end - overhead, chance);
            Assert.Equal(end, first.Length);
            byte[] members = [.. first, .. Member("{}"u8.ToArray())];
            Assert.Equal(200, _world.Send(Compressed("ListTables"), members).Status);
            WireTests.AssertSerialization(_world.Send(Compressed("ListTables"), members.AsMemory(0, end + 1)), "gzip");
            WireTests.AssertSerialization(_world.Send(Compressed("ListTables"), members.AsMemory(0, end - 1)), "gzip");
        }
    }

    [Fact]
    public void A_member_that_is_cut_off_or_followed_by_something_else_is_refused()
    {
        byte[] first = Member("{"u8.ToArray()), second = Member("}"u8.ToArray());
        byte[] whole = [.. first, .. second];
        Assert.Equal(200, _world.Send(Compressed("ListTables"), whole).Status);
        for (var length = 0; length < whole.Length; length++)
            WireTests.AssertSerialization(_world.Send(Compressed("ListTables"), whole.AsMemory(0, length)), length == first.Length ? "JSON" : "gzip");
        byte[][] strange = [[0], [0, 0, 0, 0], [0x1F], [0x1F, 0x8B], "{}"u8.ToArray()];
        foreach (var bytes in strange)
            WireTests.AssertSerialization(_world.Send(Compressed("ListTables"), whole.Concat(bytes).ToArray()), "gzip");
    }

    [Fact]
    public void The_limit_is_that_of_all_members_together()
    {
        var half = Member(Enumerable.Repeat((byte)' ', (int)RequestRouter.RequestBytesMax / 2 - 1).ToArray());
        byte[] fits = [.. half, .. half, .. Member("{}"u8.ToArray())];
        Assert.Equal(200, _world.Send(Compressed("ListTables"), fits).Status);
        byte[] passes = [.. half, .. half, .. Member("{ }"u8.ToArray())];
        Assert.Equal(413, _world.Send(Compressed("ListTables"), passes).Status);
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("GZIP", true)]
    [InlineData("br, gzip;q=0.5", true)]
    [InlineData("gzip; q=1", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip;q=0.000, identity", false)]
    [InlineData("x-gzipped", false)]
    [InlineData("identity", false)]
    [InlineData("", false)]
    public void An_answer_is_compressed_where_the_client_weighs_gzip_above_zero(string accepted, bool compressed)
    {
        Assert.Equal(200, _world.Call("PutItem", $$$$"""{"TableName":"simple-table","Item":{"h":{"S":"{{{{new string('x', 1500)}}}}"}}}""").Status);
        var head = Head.Of("Scan");
        head["Accept-Encoding"] = accepted;
        Assert.Equal(compressed ? "gzip" : null, _world.Send(head, """{"TableName":"simple-table"}"""u8.ToArray()).ContentEncoding);
    }

    private static byte[] Member(byte[] content) => Gzip(content, CompressionLevel.Optimal) is { Length: > 0 } member ? member : EmptyMember;

    // GZipStream writes nothing at all where nothing was written to it. RFC 1952: header, an empty deflate block, checksum and length 0.
    private static byte[] EmptyMember => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    // One stored block of white space: its length is that of its content and a constant.
    private static byte[] Stored(int bytes, Chance chance)
    {
        var content = new byte[bytes];
        for (var i = 0; i < bytes; i++)
            content[i] = " \t\r\n"u8[chance.NextInt32(4)];
        byte[] header = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];
        byte[] block = [1, unchecked((byte)bytes), (byte)(bytes >> 8), unchecked((byte)~bytes), unchecked((byte)(~bytes >> 8))];
        return [.. header, .. block, .. content, .. BitConverter.GetBytes(Crc32.Compute(content)), .. BitConverter.GetBytes(bytes)];
    }

    private static Head Compressed(string operation)
    {
        var head = Head.Of(operation);
        head["Content-Encoding"] = "gzip";
        return head;
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;

namespace Ballast.Conformance.WireLevel;

public sealed class EnvelopeTests(HashTable table) : IClassFixture<HashTable>
{
    private readonly Wire _wire = new(table.Server);

    [Fact]
    public async Task An_answer_is_json_of_amazons_kind()
    {
        var answer = await _wire.SendAsync("ListTables", "{}");
        Assert.Equal((HttpStatusCode.OK, "application/x-amz-json-1.0"), (answer.Status, answer.ContentHeaders.ContentType?.MediaType));
    }

    [Fact]
    public async Task Every_answer_has_a_request_id_of_its_own()
    {
        var (good, bad) = (await _wire.SendAsync("ListTables", "{}"), await _wire.SendAsync("DescribeTable", "{"));
        Assert.Matches("^[A-Za-z0-9-]{20,64}$", good.RequestId);
        Assert.Matches("^[A-Za-z0-9-]{20,64}$", bad.RequestId);
        Assert.NotEqual(good.RequestId, bad.RequestId);
    }

    [Theory]
    [InlineData("ListTables", "{}")]
    [InlineData("DescribeLimits", "{}")]
    public Task The_checksum_header_is_the_crc32_of_the_body(string operation, string body) => ChecksumFitsAsync(operation, body);

    [Theory]
    [InlineData("DescribeTable", """{"TableName":"no-such-table"}""")]
    [InlineData("GetItem", "{")]
    [DynamoDBLocalDiffers("sends none with an error")]
    public Task An_error_has_a_checksum_too(string operation, string body) => ChecksumFitsAsync(operation, body);

    [Fact]
    public async Task The_checksum_fits_a_large_answer_too()
    {
        await table.PutAsync(SizedItem.Of(200_000, ("pk", S("large"))));
        var answer = await _wire.SendAsync("GetItem", GetJson("large"));
        Assert.InRange(answer.Body.Length, 200_000, 210_000);
        Assert.Equal(Crc32(answer.Body).ToString(CultureInfo.InvariantCulture), answer.Header("X-Amz-Crc32"));
    }

    [Fact]
    [DynamoDBLocalDiffers("never compresses")]
    public async Task An_answer_is_compressed_where_asked_for_and_the_checksum_is_of_what_was_sent()
    {
        await table.PutAsync(SizedItem.Of(200_000, ("pk", S("zipped"))));
        var answer = await _wire.SendAsync("GetItem", GetJson("zipped"), request => request.Headers.AcceptEncoding.ParseAdd("gzip"));
        Assert.Equal("gzip", answer.Header("Content-Encoding"));
        Assert.InRange(answer.Body.Length, 1, 100_000);
        Assert.Equal(Crc32(answer.Body).ToString(CultureInfo.InvariantCulture), answer.Header("X-Amz-Crc32"));
        Assert.Contains(new string('x', 1000), Unzipped(answer.Body));
    }

    [Fact]
    public async Task An_answer_is_plain_where_nothing_is_asked_for()
    {
        var answer = await _wire.SendAsync("ListTables", "{}");
        Assert.Null(answer.Header("Content-Encoding"));
    }

    [Fact]
    [DynamoDBLocalDiffers("does not read compressed requests")]
    public async Task A_compressed_request_is_understood()
    {
        var body = Zipped($$$"""{"TableName":"{{{table.Name}}}","Item":{"pk":{"S":"sent zipped"} } }""");
        var answer = await _wire.SendAsync(Wire.TargetPrefix + "PutItem", body, request => request.Content!.Headers.ContentEncoding.Add("gzip"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.NotNull((await table.GetAsync(Item(("pk", S("sent zipped"))))).Item);
    }

    [Fact]
    public async Task Members_that_are_not_known_are_passed_over() =>
        Assert.Equal(HttpStatusCode.OK, (await _wire.SendAsync("ListTables", """{"Unheard":{"of":[1,null,"x"]},"Limit":5}""")).Status);

    [Fact]
    public async Task White_space_order_and_escapes_in_json_do_not_matter()
    {
        await table.PutAsync(Item(("pk", S("spaced/é"))));
        var answer = await _wire.SendAsync(
            "GetItem", $$$"""  { "Key" : {"p\u006b":{"\u0053":"spaced\/\u00e9"} } , {{{"\n"}}} "TableName":"{{{table.Name}}}" }  """);
        Assert.Equal("spaced/é", answer.Json.GetProperty("Item").GetProperty("pk").GetProperty("S").GetString());
    }

    [Fact]
    public void The_checksum_of_this_test_is_the_known_one() => Assert.Equal(0xCBF43926u, Crc32("123456789"u8));

    private async Task ChecksumFitsAsync(string operation, string body)
    {
        var answer = await _wire.SendAsync(operation, body);
        Assert.Equal(Crc32(answer.Body).ToString(CultureInfo.InvariantCulture), answer.Header("X-Amz-Crc32"));
    }

    private string GetJson(string pk) => $$$"""{"TableName":"{{{table.Name}}}","ConsistentRead":true,"Key":{"pk":{"S":"{{{pk}}}"} } }""";

    // CRC-32 as in IEEE 802.3, bit by bit: slow, and independent of the program's own.
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }

    private static byte[] Zipped(string text)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return zipped.ToArray();
    }

    private static string Unzipped(byte[] body)
    {
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var text = new StreamReader(gzip, Encoding.UTF8);
        return text.ReadToEnd();
    }
}

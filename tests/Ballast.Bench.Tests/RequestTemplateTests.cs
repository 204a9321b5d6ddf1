using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ballast.Bench.Wire;
using Ballast.Bench.Workloads;
using Ballast.Foundation;

namespace Ballast.Bench.Tests;

public sealed class RequestTemplateTests
{
    private static readonly ItemShape Shape = new("usertable", 900, 10);
    private static readonly ServerAddress Address = ServerAddress.Parse("http://127.0.0.1:8000");

    [Theory]
    [InlineData(Operation.Read, "GetItem")]
    [InlineData(Operation.ReadModifyWrite, "GetItem")]
    [InlineData(Operation.Put, "PutItem")]
    [InlineData(Operation.Insert, "PutItem")]
    [InlineData(Operation.Update, "UpdateItem")]
    [InlineData(Operation.Scan, "Scan")]
    [InlineData(Operation.BatchPut, "BatchWriteItem")]
    internal void A_request_has_its_target_its_length_and_lawful_json(Operation operation, string target)
    {
        var renderer = Renderer();
        foreach (var key in new long[] { 0, 7, 999_999_999_974 })
        {
            var (head, body) = Parts(renderer.Render(new PlannedOperation(operation, key, 42)));
            Assert.StartsWith("POST / HTTP/1.1\r\nHost: 127.0.0.1:8000\r\n", head, StringComparison.Ordinal);
            Assert.Contains($"\r\nX-Amz-Target: DynamoDB_20120810.{target}\r\n", head, StringComparison.Ordinal);
            Assert.Contains($"\r\nContent-Length: {body.Length}\r\n\r\n", head, StringComparison.Ordinal);
            using var json = JsonDocument.Parse(body);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"\"user{key:D12}\""), json.RootElement.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(900, 10)]
    [InlineData(900, 1)]
    [InlineData(905, 7)]
    [InlineData(4_096, 10)]
    public void An_item_has_exactly_its_size(int itemBytes, int fields)
    {
        var body = new BodyBuilder().Item(new ItemShape("t", itemBytes, fields)).ToArray();
        using var item = JsonDocument.Parse(body);
        var size = item.RootElement.EnumerateObject()
            .Sum(attribute => attribute.Name.Length + attribute.Value.GetProperty("S").GetString()!.Length);
        Assert.Equal(itemBytes, size);
        Assert.Equal(fields + 1, item.RootElement.EnumerateObject().Count());
    }

    [Fact]
    public void A_shape_that_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new ItemShape("t", 80, 10));
        Assert.Throws<ArgumentException>(() => new ItemShape("t", 900, 11));
    }

    [Fact]
    public void Values_differ_from_request_to_request()
    {
        var renderer = Renderer();
        var first = Parts(renderer.Render(new(Operation.Put, 1))).Body;
        var second = Parts(renderer.Render(new(Operation.Put, 1))).Body;
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_batch_writes_consecutive_keys()
    {
        var (_, body) = Parts(Renderer().Render(new(Operation.BatchPut, 75)));
        using var json = JsonDocument.Parse(body);
        var keys = json.RootElement.GetProperty("RequestItems").GetProperty("usertable").EnumerateArray()
            .Select(put => put.GetProperty("PutRequest").GetProperty("Item").GetProperty("pk").GetProperty("S").GetString());
        Assert.Equal(Enumerable.Range(75, 25).Select(key => string.Create(CultureInfo.InvariantCulture, $"user{key:D12}")), keys);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(42)]
    [InlineData(100)]
    public void A_scan_asks_for_its_number_of_items(int items)
    {
        var renderer = Renderer();
        _ = renderer.Render(new(Operation.Scan, 0, 100));
        using var json = JsonDocument.Parse(Parts(renderer.Render(new(Operation.Scan, 5, items))).Body);
        Assert.Equal(items, json.RootElement.GetProperty("Limit").GetInt32());
    }

    [Fact]
    public void With_keys_every_request_is_signed_as_it_stands()
    {
        var signer = new RequestSigner("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "eu-central-1", new FixedTime());
        var renderer = new RequestRenderer(Address, Shape, signer, new Chance(1), new(false, 25));
        foreach (var operation in new[] { Operation.Read, Operation.Put, Operation.Put })
        {
            var (head, body) = Parts(renderer.Render(new(operation, 12)));
            Assert.Contains("Credential=AKIDEXAMPLE/20261121/eu-central-1/dynamodb/aws4_request, ", head, StringComparison.Ordinal);
            Assert.Contains("\r\nX-Amz-Date: 20261121T013000Z\r\n", head, StringComparison.Ordinal);
            Assert.Contains("Signature=" + Expected(operation == Operation.Read ? "GetItem" : "PutItem", body) + "\r\n", head, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_keys_the_signature_is_made_once()
    {
        var renderer = Renderer();
        var first = Parts(renderer.Render(new(Operation.Read, 1))).Head;
        var second = Parts(renderer.Render(new(Operation.Read, 2))).Head;
        Assert.Equal(first, second);
        Assert.Matches("Signature=[0-9a-f]{64}\r\n", first);
    }

    /// <summary>The signature by the plain steps of the guide, strings and all.</summary>
    private static string Expected(string operation, byte[] body)
    {
        var canonical = "POST\n/\n\ncontent-type:application/x-amz-json-1.0\nhost:127.0.0.1:8000\nx-amz-date:20261121T013000Z\n" +
            $"x-amz-target:DynamoDB_20120810.{operation}\n\ncontent-type;host;x-amz-date;x-amz-target\n{Hash(body)}";
        var text = $"AWS4-HMAC-SHA256\n20261121T013000Z\n20261121/eu-central-1/dynamodb/aws4_request\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        var key = Encoding.UTF8.GetBytes("AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        foreach (var part in new[] { "20261121", "eu-central-1", "dynamodb", "aws4_request", text })
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return Convert.ToHexStringLower(key);

        static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private static RequestRenderer Renderer() =>
        new(Address, Shape, new RequestSigner(null, null, "us-east-1", new FixedTime()), new Chance(1), new(false, 25));

    private static (string Head, byte[] Body) Parts(ReadOnlySpan<byte> request)
    {
        var end = request.IndexOf("\r\n\r\n"u8) + 4;
        return (Encoding.ASCII.GetString(request[..end]), request[end..].ToArray());
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, 1, 30, 0, TimeSpan.Zero);
    }
}

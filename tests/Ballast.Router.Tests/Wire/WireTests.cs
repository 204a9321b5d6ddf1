using System.Globalization;
using System.Text;

using Ballast.Foundation;
using Ballast.Foundation.Checksums;
using Ballast.Router.Tests.Worlds;
using Ballast.Simulation.Disks;

namespace Ballast.Router.Tests.Wire;

public sealed class WireTests
{
    private readonly ApiWorld _world = ApiWorld.InMemory();

    public WireTests() => _world.CreateTable(Definitions.OfSimple);

    [Theory]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("\"text\"")]
    [InlineData("[null]")]
    [InlineData("[7]")]
    public void Tags_that_are_no_list_of_tags_are_not_read(string tags)
    {
        var reply = _world.Call("CreateTable", $$"""{"TableName":"tagged","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"h","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"h","AttributeType":"S"}],"Tags":{{tags}} }""");
        Assert.Equal((400, "SerializationException"), (reply.Status, reply.Error));
    }

    [Theory]
    [InlineData(new byte[] { 0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D })]
    [InlineData(new byte[] { 0x7B, 0x22, 0xC0, 0x80, 0x22, 0x3A, 0x31, 0x7D })]
    [InlineData(new byte[] { 0x7B, 0x22, 0xED, 0xA0, 0x80, 0x22, 0x3A, 0x31, 0x7D })]
    [InlineData(new byte[] { 0x7B, 0x7D, 0xE2, 0x82 })]
    public void A_body_that_is_no_UTF_8_is_refused(byte[] body)
    {
        foreach (var operation in new[] { "ListTables", "GetItem" })
            AssertSerialization(_world.Send(Head.Of(operation), body), "UTF-8");
    }

    [Theory]
    [InlineData(@"\ud800")]
    [InlineData(@"\udfff")]
    [InlineData(@"x\uDBFFx")]
    [InlineData(@"\ud83d\u0041")]
    [InlineData(@"\ude00\ud83d")]
    [InlineData(@"\\\ud800")]
    [InlineData(@"\ud83d\\ude00")]
    public void Half_of_an_escaped_surrogate_pair_is_refused_wherever_it_stands(string text)
    {
        var bodies = new (string Operation, string Body)[]
        {
            ("ListTables", $$"""{"ExclusiveStartTableName":"{{text}}"}"""),
            ("GetItem", $$"""{"TableName":"{{text}}"}"""),
            ("PutItem", $$$$"""{"TableName":"simple-table","Item":{"h":{"S":"{{{{text}}}}"}}}"""),
            ("PutItem", $$$$"""{"TableName":"simple-table","Item":{"h":{"S":"a"},"{{{{text}}}}":{"S":"b"}}}"""),
            ("PutItem", $$$$"""{"TableName":"simple-table","Item":{"h":{"S":"a"},"n":{"N":"{{{{text}}}}"}}}"""),
            ("PutItem", $$$$"""{"TableName":"simple-table","Item":{"h":{"S":"a"},"n":{"SS":["{{{{text}}}}"]}}}"""),
            ("PutItem", $$"""{"TableName":"simple-table","{{text}}":1}"""),
            ("BatchGetItem", $$$$"""{"RequestItems":{"{{{{text}}}}":{"Keys":[]}}}"""),
        };
        foreach (var (operation, body) in bodies)
            AssertSerialization(_world.Call(operation, body), "surrogate");
    }

    [Theory]
    [InlineData(@"\ud83d\ude00", "\U0001F600")]
    [InlineData(@"\uD83D\uDE00", "\U0001F600")]
    [InlineData(@"\\ud800", @"\ud800")]
    [InlineData(@"\\\\udc00\n", "\\\\udc00\n")]
    [InlineData(@"\u0041\/", "A/")]
    public void Whole_escapes_are_read(string escaped, string text)
    {
        Assert.Equal(200, _world.Call("PutItem", $$$$"""{"TableName":"simple-table","Item":{"h":{"S":"{{{{escaped}}}}"}}}""").Status);
        var reply = _world.Call("GetItem", new System.Text.Json.Nodes.JsonObject
        {
            ["TableName"] = Definitions.Simple, ["Key"] = new System.Text.Json.Nodes.JsonObject { ["h"] = new System.Text.Json.Nodes.JsonObject { ["S"] = text } },
        });
        Assert.Equal(text, (string?)reply.Json["Item"]!["h"]!["S"]);
    }

    [Fact]
    public void JSON_that_is_nested_too_deeply_is_refused()
    {
        foreach (var depth in new[] { 33, 64, 100, 200, 10_000 })
        {
            var value = string.Concat(Enumerable.Repeat("""{"L":[""", depth)) + string.Concat(Enumerable.Repeat("]}", depth));
            var reply = _world.Call("PutItem", $$$$"""{"TableName":"simple-table","Item":{"h":{"S":"a"},"v":{{{{value}}}}}}""");
            Assert.Equal(400, reply.Status);
            Assert.Contains(reply.Error, new[] { "ValidationException", "SerializationException" });
        }
        AssertSerialization(_world.Call("ListTables", new string('[', 100_000)), "");
    }

    [Fact]
    public void An_attribute_that_is_named_twice_is_refused()
    {
        AssertSerialization(_world.Call("PutItem", """{"TableName":"simple-table","Item":{"h":{"S":"a"},"v":{"S":"1"},"v":{"S":"2"}}}"""), "twice");
        AssertSerialization(_world.Call("PutItem", """{"TableName":"simple-table","Item":{"h":{"S":"a"},"m":{"M":{"v":{"S":"1"},"v":{"S":"2"}}}}}"""), "twice");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("\"{}\"")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("{}\0")]
    [InlineData("\uFEFF{}")]
    [InlineData("{'TableName':'x'}")]
    [InlineData("{\"TableName\":\"simple-table\",}")]
    [InlineData("// a comment\n{}")]
    public void A_body_that_is_not_one_JSON_object_is_refused(string body)
    {
        foreach (var operation in new[] { "ListTables", "GetItem", "BatchGetItem", "BatchWriteItem" })
            AssertSerialization(_world.Call(operation, body), "");
    }

    [Theory]
    [InlineData("ListTables", """{"Limit":1e300}""")]
    [InlineData("ListTables", """{"Limit":-1e300}""")]
    [InlineData("ListTables", """{"Limit":1e9999}""")]
    [InlineData("Scan", """{"TableName":"simple-table","Limit":1e300}""")]
    [InlineData("Scan", """{"TableName":"simple-table","Limit":9223372036854775808}""")]
    [InlineData("UpdateTable", """{"TableName":"simple-table","ProvisionedThroughput":{"ReadCapacityUnits":1e300,"WriteCapacityUnits":1}}""")]
    public void A_number_beyond_64_bits_is_refused(string operation, string body) => AssertSerialization(_world.Call(operation, body), "_VALUE cannot be converted to");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("GetItem")]
    [InlineData("DynamoDB_20120810")]
    [InlineData("DynamoDB_20120810.")]
    [InlineData("DynamoDB_20120810.getitem")]
    [InlineData("DynamoDB_20110101.GetItem")]
    [InlineData("DynamoDBStreams_20120810.GetItem")]
    [InlineData("DynamoDB_20120810.ListStreams")]
    public void An_unknown_target_is_an_unknown_operation(string? target)
    {
        var head = Head.Of("");
        head["X-Amz-Target"] = target;
        var reply = _world.Send(head, "{}"u8.ToArray());
        Assert.Equal(400, reply.Status);
        Assert.Equal("com.amazon.coral.service#UnknownOperationException", (string?)reply.Json["__type"]);
    }

    [Fact]
    public void A_change_of_a_table_that_the_disk_fails_is_answered_as_a_server_fault()
    {
        var disk = new SimulatedDisk(new Chance(1));
        var world = new ApiWorld(disk, new Chance(2));
        disk.FailAll(DiskOperationKind.Sync);
        var reply = world.Call("CreateTable", Definitions.OfSimple);
        Assert.Equal(500, reply.Status);
        Assert.Equal("InternalServerError", reply.Error);
        Assert.True(disk.FaultsStruckCount > 0);
    }

    [Fact]
    public void A_body_that_was_too_long_to_read_is_refused_with_413()
    {
        var call = _world.Router.Rent();
        RequestRouter.RefuseTooLarge(call);
        Assert.Equal(413, call.Status);
        Assert.Contains("RequestEntityTooLargeException", Encoding.UTF8.GetString(call.ResponseBody.Span), StringComparison.Ordinal);
        Assert.Equal(52, call.RequestId.Length);
        _world.Router.Return(call);
    }

    [Fact]
    public void Every_answer_has_a_request_id_of_its_own_and_the_checksum_of_its_body()
    {
        var ids = new HashSet<string>();
        for (var i = 0; i < 1000; i++)
        {
            var reply = _world.Call(i % 2 == 0 ? "ListTables" : "NoSuchThing", "{}");
            Assert.True(ids.Add(reply.RequestId));
            Assert.Matches("^[A-Z0-9]{52}$", reply.RequestId);
            Assert.Equal(Crc32.Compute(reply.Body).ToString(CultureInfo.InvariantCulture), reply.Crc32);
            Assert.Equal("application/x-amz-json-1.0", reply.ContentType);
        }
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public void The_welcome_page_names_the_address_by_which_it_was_reached(string scheme)
    {
        var reply = _world.Send(new Head("GET") { Scheme = scheme, ["Host"] = "db.example:8001" }, default);
        Assert.Contains($"--endpoint-url {scheme}://db.example:8001 ", Encoding.UTF8.GetString(reply.Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/", 200, "This is Ballast")]
    [InlineData("HEAD", "/", 200, "This is Ballast")]
    [InlineData("GET", "/health", 200, "healthy")]
    [InlineData("GET", "/healthz", 200, "healthy")]
    [InlineData("GET", "/favicon.ico", 404, "nothing at /favicon.ico")]
    public void What_is_not_of_DynamoDB_gets_a_plain_page(string method, string path, int status, string text)
    {
        var reply = _world.Send(new Head(method, path), default);
        Assert.Equal(status, reply.Status);
        Assert.StartsWith("text/plain", reply.ContentType, StringComparison.Ordinal);
        Assert.Contains(text, Encoding.UTF8.GetString(reply.Body), StringComparison.Ordinal);
    }

    internal static void AssertSerialization(ApiReply reply, string message)
    {
        Assert.True(reply.Status == 400, reply.ToString());
        Assert.Equal("com.amazon.coral.service#SerializationException", (string?)reply.Json["__type"]);
        Assert.Contains(message, reply.Message, StringComparison.Ordinal);
    }
}

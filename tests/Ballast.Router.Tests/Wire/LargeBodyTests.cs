using System.Text;

using Ballast.Model.Expressions;
using Ballast.Router.Errors;
using Ballast.Router.Legacy;
using Ballast.Router.Requests;
using Ballast.Router.Tables;
using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Wire;

/// <summary>What large bodies may cost, and what is said of them.</summary>
public sealed class LargeBodyTests
{
    private readonly ApiWorld _world = ApiWorld.InMemory();

    [Fact]
    public void A_request_on_tables_has_so_many_names_and_values_at_most()
    {
        // Three for the braces and the name, two for the brackets.
        var most = Numbers(TableRequest.TokensMax - 5);
        Assert.Equal(200, _world.Call("DescribeLimits", $$"""{"X":[{{most}}]}""").Status);
        var reply = _world.Call("DescribeLimits", $$"""{"X":[{{most}},1]}""");
        Assert.Equal((413, "RequestEntityTooLargeException"), (reply.Status, reply.Error));
        Assert.Equal("Request exceeded 100000 names and values", reply.Message);
    }

    [Fact]
    public void A_body_that_is_large_without_many_values_is_read() =>
        Assert.Equal(200, _world.Call("DescribeLimits", $$"""{"X":"{{new string('x', 4 << 20)}}"}""").Status);

    [Fact]
    public void A_large_body_that_is_no_json_is_told_so() =>
        WireTests.AssertSerialization(_world.Call("DescribeLimits", $$"""{"X":"{{new string('x', 4 << 20)}}" """), "not valid JSON");

    [Fact]
    public void Every_large_body_gives_its_turn_back()
    {
        _world.CreateTable(Definitions.OfSimple);
        var long_ = new string('x', 2 << 20);
        for (var round = 0; round < 10; round++)
        {
            Assert.Equal("ValidationException", _world.Call("PutItem", $$$"""{"TableName":"simple-table","Item":{"h":{"S":"{{{long_}}}"} } }""").Error);
            WireTests.AssertSerialization(_world.Call("PutItem", $$"""{"TableName":"{{long_}}" """), "not valid JSON");
            Assert.Equal(200, _world.Call("GetItem", $$$"""{"TableName":"simple-table","Key":{"h":{"S":"k"}},"X":"{{{long_}}}"}""").Status);
        }
    }

    [Fact]
    public void Elements_of_a_duplicate_set_are_shown_only_so_far()
    {
        var reply = _world.Call("PutItem", $$$"""{"TableName":"simple-table","Item":{"h":{"S":"k"},"s":{"SS":[{{{string.Join(',', Enumerable.Repeat("\"abc\"", 500_000))}}}]} } }""");
        Assert.StartsWith("One or more parameter values were invalid: Input collection [abc, abc, ", reply.Message, StringComparison.Ordinal);
        Assert.EndsWith("...] contains duplicates.", reply.Message, StringComparison.Ordinal);
        Assert.InRange(reply.Message.Length, ShownText.CharsMax, ShownText.CharsMax + 200);
    }

    [Fact]
    public void What_is_no_number_is_shown_only_so_far()
    {
        var reply = _world.Call("PutItem", $$$"""{"TableName":"simple-table","Item":{"h":{"S":"k"},"n":{"N":"{{{new string('x', 1 << 20)}}}"} } }""");
        Assert.StartsWith("The parameter cannot be converted to a numeric value: xxx", reply.Message, StringComparison.Ordinal);
        Assert.InRange(reply.Message.Length, ShownText.CharsMax, ShownText.CharsMax + 200);
    }

    [Fact]
    public void The_name_of_a_table_is_shown_only_so_far_in_the_paths_of_a_batch()
    {
        var name = new string('t', 5 << 20);
        var reply = _world.Call("BatchWriteItem", $$$"""{"RequestItems":{"{{{name}}}":[{{{string.Join(',', Enumerable.Repeat("{\"PutRequest\":{}}", 12))}}}]}}""");
        Assert.StartsWith("10 validation errors detected: Value null at 'requestItems.ttt", reply.Message, StringComparison.Ordinal);
        Assert.InRange(reply.Message.Length, 10 * ShownText.CharsMax, 10 * (ShownText.CharsMax + 200));
    }

    [Fact]
    public void Names_beyond_their_weight_are_counted_and_not_kept_and_none_outlives_its_request()
    {
        var names = string.Join(',', Enumerable.Range(0, 400_000).Select(static number => $"\"#{number:D6}\":\"a\""));
        var request = new DataRequest();
        Assert.Null(request.Read(Encoding.UTF8.GetBytes($$$"""{"ExpressionAttributeNames":{{{{names}}}}}"""), LegacyMembers.OfGet));
        Assert.Equal(400_000 * 8, request.NamesBytes);
        Assert.Equal(ExpressionLimits.PlaceholdersBytesMax / 8 + 1, request.Names.Count);
        request.End();
        Assert.Equal(0, request.Names.Capacity);
    }

    private static string Numbers(int count) => string.Join(',', Enumerable.Repeat("1", count));
}

using System.Text;

using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Wire;

/// <summary>Batches of as many parts as a body can hold: they are counted and refused, and not kept.</summary>
public sealed class HugeBatchTests
{
    private const int PartsCount = 200_000;

    // A part that is kept takes hundreds of bytes; a body's own share is a few dozen.
    private const long AllocatedBytesMax = 64L << 20;
    private readonly ApiWorld _world = ApiWorld.InMemory();

    [Fact]
    public void Very_many_tables_are_refused_in_bounded_memory() =>
        AssertRefused("BatchGetItem", Joined(static number => $"\"table-{number}\":{{\"Keys\":[{{\"h\":{{\"S\":\"a\"}}}}]}}"), "length less than or equal to 100");

    [Fact]
    public void Very_many_keys_are_refused_in_bounded_memory() =>
        AssertRefused("BatchGetItem", $"\"simple-table\":{{\"Keys\":[{Joined(static number => $"{{\"h\":{{\"S\":\"{number}\"}}}}")}]}}", "length less than or equal to 100");

    [Fact]
    public void Very_many_writes_are_refused_in_bounded_memory() =>
        AssertRefused("BatchWriteItem", $"\"simple-table\":[{Joined(static _ => "{\"PutRequest\":{}}")}]", "Member must not be null");

    [Fact]
    public void A_very_long_value_is_not_shown_whole()
    {
        var reply = _world.Call("DescribeTable", $$"""{"TableName":"{{new string('!', 5 << 20)}}"}""");
        Assert.StartsWith("2 validation errors detected: Value '!!!", reply.Message, StringComparison.Ordinal);
        Assert.InRange(reply.Body.Length, 100_000, 200_000);
        var pairs = "!" + string.Concat(Enumerable.Repeat("\U0001F680", 64 * 1024));
        Assert.DoesNotContain('\uFFFD', _world.Call("DescribeTable", $$"""{"TableName":"{{pairs}}"}""").Message);
    }

    [Fact]
    public void A_wrong_type_is_told_however_far_behind_it_stands() =>
        WireTests.AssertSerialization(
            _world.Call("BatchWriteItem", $$$"""{"RequestItems":{"simple-table":[{{{Joined(static _ => "{}")}}},7]}}"""), "Unexpected value type");

    private static string Joined(Func<int, string> part) => string.Join(',', Enumerable.Range(0, PartsCount).Select(part));

    private void AssertRefused(string operation, string items, string text)
    {
        var body = Encoding.UTF8.GetBytes($$$"""{"RequestItems":{{{{items}}}}}""");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reply = _world.Send(Head.Of(operation), body);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal("ValidationException", reply.Error);
        Assert.Contains(text, reply.Message, StringComparison.Ordinal);
        Assert.True(allocated < AllocatedBytesMax, $"{allocated >> 20} MiB were allocated for a body of {body.Length >> 20} MiB.");
    }
}

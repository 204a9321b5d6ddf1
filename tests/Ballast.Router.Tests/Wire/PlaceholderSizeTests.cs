using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Wire;

/// <summary>What names and values of placeholders may weigh: 2 MB, with their placeholders.</summary>
public sealed class PlaceholderSizeTests
{
    private const int BytesMax = 2 * 1024 * 1024;

    // Long enough that a few make 2 MB, and an attribute may still have it for a name.
    private const int PieceBytes = 65_000;
    private readonly ApiWorld _world = ApiWorld.InMemory();

    public PlaceholderSizeTests() => _world.CreateTable(Definitions.OfSimple);

    [Theory]
    [InlineData(BytesMax, null)]
    [InlineData(BytesMax + 1, "ExpressionAttributeNames exceeds max size")]
    public void Names_weigh_two_megabytes_at_most(int bytes, string? refusal) => AssertAnswer(Names(bytes), "", refusal);

    [Theory]
    [InlineData(BytesMax, null)]
    [InlineData(BytesMax + 1, "ExpressionAttributeValues exceeds max size")]
    public void Values_weigh_two_megabytes_at_most(int bytes, string? refusal) => AssertAnswer("", Values(bytes), refusal);

    [Theory]
    [InlineData(BytesMax, null)]
    [InlineData(BytesMax + 1, "Combined size of ExpressionAttributeNames and ExpressionAttributeValues exceeds max size")]
    public void Together_they_weigh_two_megabytes_at_most(int bytes, string? refusal) => AssertAnswer(Names(bytes / 2), Values(bytes - bytes / 2), refusal);

    [Theory]
    [InlineData(65_535, null)]
    [InlineData(65_536, "ExpressionAttributeNames contains invalid value: Attribute name is too large, must be less than 65536 bytes for key #a")]
    public void A_name_behind_a_placeholder_is_as_long_as_a_name_may_be(int bytes, string? refusal)
    {
        var name = new string('n', bytes);
        var reply = _world.Call("UpdateItem", $$$"""{"TableName":"simple-table","Key":{"h":{"S":"k"}},"UpdateExpression":"REMOVE #a","ExpressionAttributeNames":{"#a":"{{{name}}}"}}""");
        Assert.Equal(refusal ?? "", reply.Message);
    }

    // All of them are used in the condition, which is short enough.
    private void AssertAnswer(string names, string values, string? refusal)
    {
        var used = string.Join(" OR ", Placeholders(names, '#').Select(static name => $"attribute_exists({name})").Concat(Placeholders(values, ':').Select(static value => $"h = {value}")));
        var members = (names.Length > 0 ? $",\"ExpressionAttributeNames\":{{{names}}}" : "") + (values.Length > 0 ? $",\"ExpressionAttributeValues\":{{{values}}}" : "");
        var reply = _world.Call("DeleteItem", $$$"""{"TableName":"simple-table","Key":{"h":{"S":"k"}},"ConditionExpression":"{{{used}}}"{{{members}}}}""");
        Assert.Equal(refusal is null ? "ConditionalCheckFailedException" : "ValidationException", reply.Error);
        Assert.Equal(refusal ?? "The conditional request failed", reply.Message);
    }

    private static string[] Placeholders(string map, char sign) =>
        [.. map.Split('"').Where(part => part.Length == 3 && part[0] == sign)];

    private static string Names(int bytes) => Pieces(bytes, static (number, text) => $"\"#{number:D2}\":\"{text}\"");

    private static string Values(int bytes) => Pieces(bytes, static (number, text) => $"\":{number:D2}\":{{\"S\":\"{text}\"}}");

    // Three bytes of each piece are its placeholder.
    private static string Pieces(int bytes, Func<int, string, string> piece)
    {
        var pieces = new List<string>();
        for (var left = bytes; left > 0; left -= Math.Min(left, PieceBytes))
            pieces.Add(piece(pieces.Count, new string('x', Math.Min(left, PieceBytes) - 3)));
        return string.Join(',', pieces);
    }
}

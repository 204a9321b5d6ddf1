using System.Text;

using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Wire;

/// <summary>What a body says that it is, and how its answer is labelled.</summary>
public sealed class ContentTypeTests
{
    private const string AmazonJson = "application/x-amz-json-1.0";
    private readonly ApiWorld _world = ApiWorld.InMemory();

    [Theory]
    [InlineData(AmazonJson, AmazonJson)]
    [InlineData("Application/X-Amz-Json-1.0", AmazonJson)]
    [InlineData("application/x-amz-json-1.0 ; charset=utf-8", AmazonJson)]
    [InlineData("application/json", "application/json")]
    [InlineData("application/json; charset=utf-8", "application/json")]
    public void JSON_is_read_and_answered_in_kind(string asked, string answered)
    {
        Assert.Equal((200, answered), Seen(asked, "DynamoDB_20120810.ListTables", "{}"));
        Assert.Equal((400, answered), Seen(asked, "Nonsense", "{}"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/x-amz-json-1.1")]
    [InlineData("application/x-amz-json-1.0x")]
    [InlineData("application/json, application/json")]
    public void A_body_of_another_type_is_of_no_operation(string? asked)
    {
        var head = Head.Of("ListTables");
        head["Content-Type"] = asked;
        var reply = _world.Send(head, "{}"u8.ToArray());
        Assert.Equal((404, "", "<UnknownOperationException/>\n"), (reply.Status, reply.ContentType, Encoding.UTF8.GetString(reply.Body)));
        // The service's own checksum of this page, as others have seen it.
        Assert.Equal("3552371480", reply.Crc32);
    }

    [Fact]
    public void Where_there_is_no_body_its_type_does_not_matter() =>
        Assert.Equal((400, "application/json"), Seen(null, "DynamoDB_20120810.ListTables", ""));

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("post")]
    public void Another_method_is_of_no_operation(string method)
    {
        var reply = _world.Send(new Head(method), default);
        Assert.Equal((404, "", "<UnknownOperationException/>\n"), (reply.Status, reply.ContentType, Encoding.UTF8.GetString(reply.Body)));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/any/path")]
    [InlineData("/?a=b")]
    public void The_path_does_not_matter(string path)
    {
        var head = new Head("POST", path.Split('?')[0], path.Contains('?', StringComparison.Ordinal) ? "?a=b" : "");
        foreach (var name in new[] { "Content-Type", "X-Amz-Target", "X-Amz-Date", "Authorization" })
            head[name] = Head.Of("ListTables").Header(name);
        Assert.Equal(200, _world.Send(head, "{}"u8.ToArray()).Status);
    }

    private (int Status, string ContentType) Seen(string? asked, string target, string body)
    {
        var head = Head.Of("ListTables");
        head["Content-Type"] = asked;
        head["X-Amz-Target"] = target;
        var reply = _world.Send(head, Encoding.UTF8.GetBytes(body));
        return (reply.Status, reply.ContentType);
    }
}

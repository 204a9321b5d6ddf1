using Ballast.Router.Authentication;
using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Authentication;

/// <summary>Requests that carry their signature in the query.</summary>
public sealed class PresignedTests
{
    private static readonly Signer Known = new("AKIDKNOWN", "s3cret/of+Known") { Headers = ["host", "x-amz-target"] };
    private static readonly byte[] Body = "{}"u8.ToArray();

    private readonly ApiWorld _world = ApiWorld.InMemory(options: new WorldOptions
    {
        Keys = new AccessKeys(new Dictionary<string, string> { [Known.Id] = Known.Secret }),
    });

    [Theory]
    [InlineData(null)]
    [InlineData("1")]
    [InlineData("604800")]
    public void A_presigned_request_is_answered(string? expires) => Assert.Equal(200, _world.Send(Presigned(expires), Body).Status);

    [Fact]
    public void It_is_bound_to_its_body_its_headers_and_its_signer()
    {
        AssertRefused(_world.Send(Presigned(null), "{ }"u8.ToArray()), "InvalidSignatureException", "does not match");
        var head = Presigned(null);
        head["X-Amz-Target"] = "DynamoDB_20120810.DescribeLimits";
        AssertRefused(_world.Send(head, Body), "InvalidSignatureException", "does not match");
        var stranger = (Known with { Secret = "a guess" }).Presign(Head.Of("ListTables"), Body, _world.Executors.Time.GetUtcNow());
        AssertRefused(_world.Send(stranger, Body), "InvalidSignatureException", "does not match");
    }

    [Theory]
    [InlineData(null, 300, "5 min.")]
    [InlineData("30", 30, "30 sec.")]
    [InlineData("3600", 3600, "60 min.")]
    public void It_may_be_used_as_long_as_it_says(string? expires, int seconds, string shown)
    {
        var head = Presigned(expires);
        _world.Executors.RunFor(TimeSpan.FromSeconds(seconds));
        Assert.Equal(200, _world.Send(head, Body).Status);
        _world.Executors.RunFor(TimeSpan.FromSeconds(1));
        AssertRefused(_world.Send(head, Body), "InvalidSignatureException", "Signature expired");
        Assert.Contains(shown, _world.Send(head, Body).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("604801")]
    [InlineData("-1")]
    [InlineData("soon")]
    public void A_lifetime_is_from_a_second_to_a_week(string expires) =>
        AssertRefused(_world.Send(Presigned(expires), Body), "IncompleteSignatureException", "X-Amz-Expires");

    [Theory]
    [InlineData("X-Amz-Credential")]
    [InlineData("X-Amz-Signature")]
    [InlineData("X-Amz-SignedHeaders")]
    [InlineData("X-Amz-Date")]
    public void Every_parameter_is_needed_with_and_without_keys(string parameter)
    {
        var whole = Presigned(null);
        var head = new Head("POST", "/", whole.Query.Replace(parameter + "=", "X-Other=", StringComparison.Ordinal));
        foreach (var name in new[] { "Host", "Content-Type", "X-Amz-Target" })
            head[name] = whole.Header(name);
        foreach (var world in new[] { _world, ApiWorld.InMemory() })
            AssertRefused(world.Send(head, Body), "IncompleteSignatureException",
                $"AWS query-string parameters must include '{parameter}'. Re-examine the query-string parameters.");
        Assert.Equal(200, ApiWorld.InMemory().Send(whole, Body).Status);
    }

    [Fact]
    public void A_request_is_not_signed_in_both_ways()
    {
        var head = Presigned(null);
        head["Authorization"] = Head.AnySignature;
        AssertRefused(_world.Send(head, Body), "InvalidSignatureException", "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
    }

    private Head Presigned(string? expires) => Known.Presign(Head.Of("ListTables"), Body, _world.Executors.Time.GetUtcNow(), expires);

    private static void AssertRefused(ApiReply reply, string error, string text)
    {
        Assert.Equal((400, error), (reply.Status, reply.Error));
        Assert.Contains(text, reply.Message, StringComparison.Ordinal);
    }
}

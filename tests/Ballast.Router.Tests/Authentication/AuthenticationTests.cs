using System.Text;

using Ballast.Router.Authentication;
using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Authentication;

public sealed class AuthenticationTests
{
    private static readonly Signer Known = new("AKIDKNOWN", "s3cret/of+Known");
    private static readonly byte[] Body = "{}"u8.ToArray();

    private readonly ApiWorld _world = ApiWorld.InMemory(options: new WorldOptions
    {
        Keys = new AccessKeys(new Dictionary<string, string> { [Known.Id] = Known.Secret }),
    });

    [Fact]
    public void A_signed_request_is_answered() => AssertAccepted(Send(Known));

    [Fact]
    public void Any_Region_may_sign() => AssertAccepted(Send(Known with { Region = "mars-north-1" }));

    [Fact]
    public void Where_a_Region_is_named_only_it_may_sign_and_ARNs_show_it()
    {
        var world = ApiWorld.InMemory(options: new WorldOptions { Keys = new AccessKeys(new Dictionary<string, string> { [Known.Id] = Known.Secret }), Region = "eu-central-1" });
        AssertAccepted(world.Send(Signed(Known with { Region = "eu-central-1" }), Body));
        AssertRefused(world.Send(Signed(Known with { Region = "eu-west-1" }), Body), "InvalidSignatureException", "valid region, not 'eu-west-1'");
        var named = ApiWorld.InMemory(options: new WorldOptions { Region = "eu-central-1" });
        var table = named.Do("CreateTable", Definitions.OfIndexed)["TableDescription"]!;
        Assert.Equal("arn:aws:dynamodb:eu-central-1:000000000000:table/indexed-table", (string?)table["TableArn"]);
        Assert.Equal("arn:aws:dynamodb:eu-central-1:000000000000:table/indexed-table/index/by-a", (string?)table["LocalSecondaryIndexes"]![0]!["IndexArn"]);
    }

    [Fact]
    public void An_unknown_key_is_refused() =>
        AssertRefused(Send(Known with { Id = "AKIDSTRANGER" }), "UnrecognizedClientException", "security token");

    [Fact]
    public void A_wrong_secret_is_refused() =>
        AssertRefused(Send(Known with { Secret = "wrong" }), "InvalidSignatureException", "does not match");

    [Fact]
    public void A_signature_for_another_service_is_refused() =>
        AssertRefused(Send(Known with { Service = "s3" }), "InvalidSignatureException", "correct service");

    [Fact]
    public void A_signature_without_the_host_is_refused() =>
        AssertRefused(Send(Known with { Headers = ["x-amz-date", "x-amz-target"] }), "InvalidSignatureException", "Host");

    [Theory]
    [InlineData(-300)]
    [InlineData(300)]
    [InlineData(0)]
    public void A_signature_holds_for_five_minutes_around_its_date(int seconds) =>
        AssertAccepted(Send(Known with { Skew = TimeSpan.FromSeconds(seconds) }));

    [Theory]
    [InlineData(-301, "Signature expired")]
    [InlineData(301, "Signature not yet current")]
    public void One_second_past_five_minutes_a_signature_is_void(int seconds, string message) =>
        AssertRefused(Send(Known with { Skew = TimeSpan.FromSeconds(seconds) }), "InvalidSignatureException", message);

    [Fact]
    public void The_clock_moves_a_signature_out_of_its_time()
    {
        var head = Signed(Known);
        AssertAccepted(_world.Send(head, Body));
        _world.Executors.RunFor(TimeSpan.FromSeconds(300));
        AssertAccepted(_world.Send(head, Body));
        _world.Executors.RunFor(TimeSpan.FromSeconds(1));
        AssertRefused(_world.Send(head, Body), "InvalidSignatureException", "Signature expired");
    }

    [Fact]
    public void A_scope_of_another_day_is_refused()
    {
        var head = Signed(Known);
        head["Authorization"] = head.Header("Authorization")!.Replace("/20300101/", "/20300102/", StringComparison.Ordinal);
        AssertRefused(_world.Send(head, Body), "InvalidSignatureException", "Credential scope");
    }

    [Fact]
    public void A_body_that_was_changed_after_signing_is_refused() =>
        AssertRefused(_world.Send(Signed(Known), "{ }"u8.ToArray()), "InvalidSignatureException", "does not match");

    [Fact]
    public void A_signed_header_that_was_changed_is_refused()
    {
        var head = Signed(Known);
        head["X-Amz-Target"] = "DynamoDB_20120810.DescribeLimits";
        AssertRefused(_world.Send(head, Body), "InvalidSignatureException", "does not match");
    }

    [Fact]
    public void A_session_token_is_part_of_what_is_signed()
    {
        var signer = Known with { Headers = ["host", "x-amz-date", "x-amz-security-token", "x-amz-target"] };
        var head = Head.Of("ListTables");
        head["X-Amz-Security-Token"] = "token-of-the-session";
        signer.Sign(head, Body, _world.Executors.Time.GetUtcNow());
        AssertAccepted(_world.Send(head, Body));
        head["X-Amz-Security-Token"] = "another-token";
        AssertRefused(_world.Send(head, Body), "InvalidSignatureException", "does not match");
    }

    [Theory]
    [InlineData("AWS4-HMAC-SHA256", "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256")]
    [InlineData("AWS4-HMAC-SHA256 SignedHeaders=host, Signature=0", "Authorization header requires 'Credential' parameter. Authorization=AWS4-HMAC-SHA256 SignedHeaders=host, Signature=0")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20300101/c/dynamodb/aws4_request, Signature=0", "requires 'SignedHeaders'")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20300101/c/dynamodb/aws4_request, SignedHeaders=host", "requires 'Signature'")]
    [InlineData("AWS4-HMAC-SHA256 Credential=, SignedHeaders=host, Signature=0", "requires 'Credential'")]
    [InlineData("AWS4-HMAC-SHA256 Signature=0, Credential, SignedHeaders", "'Credential' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Signature=0, Credential, SignedHeaders'.")]
    [InlineData("AWS4-HMAC-SHA256 Credential=not valid/d/r/dynamodb/aws4_request, SignedHeaders=host, Signature=0", "'valid/d/r/dynamodb/aws4_request' not a valid key=value pair")]
    [InlineData("AWS4-HMAC-SHA25 Credential=a/20300101/c/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0", "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA25'.")]
    [InlineData("AWS4-ECDSA-P256-SHA256 Credential=a/20300101/c/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0", "Unsupported AWS 'algorithm'")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20300101/c/dynamodb, SignedHeaders=host, Signature=0", "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/20300101/c/dynamodb'")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20300101/c/dynamodb/aws4_request/x, SignedHeaders=host, Signature=0", "5 slash-delimited")]
    [InlineData("AWS4-HMAC-SHA256 Credential=/20300101/c/dynamodb/aws4_request, SignedHeaders=host, Signature=0", "5 slash-delimited")]
    public void A_malformed_header_is_refused_with_and_without_keys(string authorization, string message)
    {
        foreach (var world in new[] { _world, ApiWorld.InMemory() })
        {
            // Of the right time, which is looked at before the rest.
            var head = Signed(Known);
            head["Authorization"] = authorization;
            AssertRefused(world.Send(head, Body), "IncompleteSignatureException", message);
        }
    }

    [Theory]
    [InlineData("ed25519 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=0")]
    [InlineData("Bearer abc")]
    [InlineData("AWS akid:signature")]
    [InlineData("AWS3-HTTPS AWSAccessKeyId=a")]
    [InlineData(" ")]
    public void Another_kind_of_authorization_is_none(string authorization)
    {
        foreach (var world in new[] { _world, ApiWorld.InMemory() })
        {
            var head = Signed(Known);
            head["Authorization"] = authorization;
            AssertRefused(world.Send(head, Body), "MissingAuthenticationTokenException", "Request is missing Authentication Token");
        }
    }

    [Fact]
    public void Slashes_behind_a_credential_and_the_order_of_parameters_do_not_matter()
    {
        var head = Signed(Known);
        var parts = head.Header("Authorization")!["AWS4-HMAC-SHA256 ".Length..].Split(", ");
        head["Authorization"] = $"AWS4-HMAC-SHA256 {parts[2]},{parts[1]},   {parts[0]}//";
        AssertAccepted(_world.Send(head, Body));
    }

    [Fact]
    public void Everything_that_is_wrong_with_a_scope_is_told_at_once_and_before_the_key()
    {
        var world = ApiWorld.InMemory(options: new WorldOptions { Keys = new AccessKeys(new Dictionary<string, string> { [Known.Id] = Known.Secret }), Region = "eu-central-1" });
        var head = Signed(Known);
        head["Authorization"] = "AWS4-HMAC-SHA256 Credential=AKIDSTRANGER/b/c/d/e, SignedHeaders=Host, Signature=0";
        var reply = world.Send(head, Body);
        AssertRefused(
            reply, "InvalidSignatureException", "Credential should be scoped to a valid region, not 'c'. Credential should be scoped to correct service: 'dynamodb'. "
            + "Credential should be scoped with a valid terminator: 'aws4_request', not 'e'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: 'b' != '");
    }

    [Fact]
    public void A_date_that_is_past_is_told_before_hosts_algorithms_and_credentials()
    {
        var head = Signed(Known with { Skew = TimeSpan.FromSeconds(-301) });
        head["Authorization"] = "AWS4-HMAC-SHA25 Credential=a, SignedHeaders=x-amz-date, Signature=0";
        var now = _world.Executors.Time.GetUtcNow();
        AssertRefused(_world.Send(head, Body), "InvalidSignatureException",
            $"Signature expired: {Stamp(now.AddSeconds(-301))} is now earlier than {Stamp(now.AddSeconds(-300))} ({Stamp(now)} - 5 min.)");
        head["X-Amz-Date"] = Stamp(now);
        AssertRefused(_world.Send(head, Body), "InvalidSignatureException", "must be a 'SignedHeader'");
        head["Authorization"] = "AWS4-HMAC-SHA25 Credential=a, SignedHeaders=host, Signature=0";
        AssertRefused(_world.Send(head, Body), "IncompleteSignatureException", "Unsupported AWS 'algorithm'");
    }

    [Fact]
    public void An_unsigned_payload_is_not_taken_at_its_word()
    {
        var head = Signed(Known);
        head["X-Amz-Content-Sha256"] = "UNSIGNED-PAYLOAD";
        AssertAccepted(_world.Send(head, Body));
        AssertRefused(_world.Send(head, "{ }"u8.ToArray()), "InvalidSignatureException", "does not match");
    }

    [Fact]
    public void Two_authorizations_are_malformed()
    {
        var head = Signed(Known);
        head["Authorization"] = head.Header("Authorization") + "," + head.Header("Authorization");
        AssertRefused(_world.Send(head, Body), "IncompleteSignatureException", "missing equal-sign");
    }

    [Fact]
    public void A_request_without_the_header_or_its_date_is_refused_with_and_without_keys()
    {
        foreach (var world in new[] { _world, ApiWorld.InMemory() })
        {
            var head = Head.Of("ListTables");
            head["Authorization"] = null;
            AssertRefused(world.Send(head, Body), "MissingAuthenticationTokenException", "Authentication Token");
            head = Head.Of("ListTables");
            head["X-Amz-Date"] = null;
            AssertRefused(world.Send(head, Body), "IncompleteSignatureException", "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-");
        }
    }

    [Theory]
    [InlineData("2030-01-01T00:00:00Z")]
    [InlineData("20300101")]
    [InlineData("20301301T000000Z")]
    [InlineData("noon")]
    public void A_malformed_date_is_refused_where_keys_are_configured(string date)
    {
        var head = Signed(Known);
        head["X-Amz-Date"] = date;
        AssertRefused(_world.Send(head, Body), "IncompleteSignatureException", "ISO-8601");
    }

    [Fact]
    public void Without_keys_any_well_formed_signature_will_do() => AssertAccepted(ApiWorld.InMemory().Call("ListTables", "{}"));

    private static string Stamp(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private Head Signed(Signer signer) => signer.Sign(Head.Of("ListTables"), Body, _world.Executors.Time.GetUtcNow());

    private ApiReply Send(Signer signer) => _world.Send(Signed(signer), Body);

    private static void AssertAccepted(ApiReply reply) => Assert.True(reply.Status == 200, reply.ToString());

    private static void AssertRefused(ApiReply reply, string type, string message)
    {
        Assert.Equal(400, reply.Status);
        Assert.Equal("com.amazon.coral.service#" + type, (string?)reply.Json["__type"]);
        Assert.Contains(message, reply.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Known.Secret, Encoding.UTF8.GetString(reply.Body), StringComparison.Ordinal);
    }
}

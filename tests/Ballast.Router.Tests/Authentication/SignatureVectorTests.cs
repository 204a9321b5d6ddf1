using Ballast.Foundation.Buffers;
using Ballast.Router.Authentication;
using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Authentication;

/// <summary>The published test vectors of Signature Version 4 (AWS, "aws-sig-v4-test-suite"): inputs and the signatures they must have.</summary>
/// <remarks>They sign for a service named "service", so they go below the check of the service's name.</remarks>
public sealed class SignatureVectorTests
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string Date = "20150830T123600Z";
    private const string Vanilla = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    private const string Unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private const string LongToken =
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

    private sealed record Vector(string Name, string Method, string Path, string Query, string Signature)
    {
        /// <summary>Headers beside Host and X-Amz-Date, all signed. Repeated ones are joined by commas, as a server sees them.</summary>
        public (string Name, string Value)[] Headers { get; init; } = [];

        public string Body { get; init; } = "";
    }

    private static readonly Vector[] Vectors =
    [
        new("plain GET", "GET", "/", "", Vanilla),
        new("plain POST", "POST", "/", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        new("a header three times", "GET", "/", "", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea")
            { Headers = [("my-header1", "value2,value2,value1")] },
        new("header values keep their order", "GET", "/", "", "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01")
            { Headers = [("my-header1", "value4,value1,value3,value2")] },
        new("a header over several lines", "GET", "/", "", "cfd34249e4b1c8d6b91ef74165d41a32e5fab3306300901bb65a51a73575eefd")
            { Headers = [("my-header1", "value1  value2     value3")] },
        new("header values are trimmed", "GET", "/", "", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736")
            { Headers = [("my-header1", " value1"), ("my-header2", " \"a   b   c\"")] },
        new("unreserved characters in the path", "GET", "/" + Unreserved, "", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
        new("UTF-8 in the path", "GET", "/\u1234", "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
        new("escaped UTF-8 in the path", "GET", "/%E1%88%B4", "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
        new("one parameter", "GET", "/", "?Param1=value1", "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
        new("one parameter of a POST", "POST", "/", "?Param1=value1", "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"),
        new("parameters sort by their encoded names", "GET", "/", "?Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
            "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"),
        new("parameters sort by name", "GET", "/", "?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        new("values sort, capitals first", "GET", "/", "?Param1=value2&Param1=Value1", "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1"),
        new("values of one name sort", "GET", "/", "?Param1=value2&Param1=value1", "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694"),
        new("unreserved characters in the query", "GET", "/", $"?{Unreserved}={Unreserved}", "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"),
        new("UTF-8 in the query", "GET", "/", "?\u1234=bar", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"),
        new("a signed session token", "GET", "/", "", "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8")
            { Headers = [("x-amz-security-token", "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267")] },
        new("a long signed session token", "POST", "/", "", "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead")
            { Headers = [("x-amz-security-token", LongToken)] },
        new("a header that sorts between", "POST", "/", "", "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c")
            { Headers = [("my-header1", "value1")] },
        new("values keep their case", "POST", "/", "", "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d")
            { Headers = [("my-header1", "VALUE1")] },
        new("a form", "POST", "/", "", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a")
            { Headers = [("content-type", "application/x-www-form-urlencoded")], Body = "Param1=value1" },
        new("a form with a charset", "POST", "/", "", "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe")
            { Headers = [("content-type", "application/x-www-form-urlencoded; charset=utf8")], Body = "Param1=value1" },
        new("a step up", "GET", "/example/..", "", Vanilla),
        new("two steps up", "GET", "/example1/example2/../..", "", Vanilla),
        new("two slashes", "GET", "//", "", Vanilla),
        new("a slash, a dot, a slash", "GET", "/./", "", Vanilla),
        new("a pointless dot", "GET", "/./example", "", "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"),
        new("slashes around a segment", "GET", "//example//", "", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"),
        new("a space in the path", "GET", "/example space/", "", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
        new("a dollar sign in the path", "GET", "/example/$delete", "", "a853c9b21b528b19643d00910d35b83a10c366a10833ceefb45edd6c80e40f27"),
    ];

    public static TheoryData<string> Names => [.. Vectors.Select(static vector => vector.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_signature_of_a_published_vector_is_recognised_and_no_other(string name)
    {
        var vector = Vectors.Single(vector => vector.Name == name);
        Assert.True(Matches(vector, vector.Signature));
        var last = vector.Signature[^1] == '0' ? '1' : '0';
        Assert.False(Matches(vector, vector.Signature[..^1] + last));
        Assert.False(Matches(vector, vector.Signature[..^1]));
        Assert.False(Matches(vector with { Body = vector.Body + " " }, vector.Signature));
    }

    private static bool Matches(Vector vector, string signature)
    {
        var head = new Head(vector.Method, vector.Path, vector.Query) { ["Host"] = "example.amazonaws.com", ["X-Amz-Date"] = Date };
        foreach (var (name, value) in vector.Headers)
            head[name] = value;
        var signed = string.Join(';', vector.Headers.Select(static header => header.Name).Concat(["host", "x-amz-date"]).Order(StringComparer.Ordinal));
        var text = $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders={signed}, Signature={signature}";
        Assert.True(AuthorizationHeader.TryParse(text, Date, out var claim, out var credential, out _));
        Assert.True(SignatureClaim.TryAddCredential(credential, claim, out var whole, out _));
        using var scratch = new ByteBuffer();
        var authenticator = new Authenticator(AccessKeys.None, TimeProvider.System);
        return authenticator.SignatureMatches(head, whole, Secret, System.Text.Encoding.UTF8.GetBytes(vector.Body), scratch);
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Authentication;

/// <summary>A client's side of Signature Version 4, written from its description and apart from the server's.</summary>
internal sealed record Signer(string Id, string Secret)
{
    public string Service { get; init; } = "dynamodb";
    public string Region { get; init; } = "eu-central-1";
    public string[] Headers { get; init; } = ["host", "x-amz-date", "x-amz-target"];
    public TimeSpan Skew { get; init; }

    /// <summary>Dates the head and signs it with the body.</summary>
    public Head Sign(Head head, byte[] body, DateTimeOffset now)
    {
        var date = (now + Skew).UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        head["X-Amz-Date"] = date;
        var lines = string.Concat(Headers.Select(name => $"{name}:{head.Header(name)}\n"));
        var signed = string.Join(';', Headers);
        var canonical = $"{head.Method}\n/\n\n{lines}\n{signed}\n{Hex(SHA256.HashData(body))}";
        var scope = $"{date[..8]}/{Region}/{Service}/aws4_request";
        var key = Encoding.UTF8.GetBytes("AWS4" + Secret);
        foreach (var part in scope.Split('/'))
            key = Mac(key, part);
        var signature = Hex(Mac(key, $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}"));
        head["Authorization"] = $"AWS4-HMAC-SHA256 Credential={Id}/{scope}, SignedHeaders={signed}, Signature={signature}";
        return head;
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}

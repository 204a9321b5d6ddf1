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
        var scope = $"{date[..8]}/{Region}/{Service}/aws4_request";
        head["Authorization"] = $"AWS4-HMAC-SHA256 Credential={Id}/{scope}, SignedHeaders={string.Join(';', Headers)}, Signature={Signature(head, "", body, date, scope)}";
        return head;
    }

    /// <summary>The same head with its signature in the query, which may be used for so many seconds; null does not say.</summary>
    public Head Presign(Head head, byte[] body, DateTimeOffset now, string? expires = null)
    {
        var date = (now + Skew).UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{date[..8]}/{Region}/{Service}/aws4_request";
        var query = $"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={Uri.EscapeDataString($"{Id}/{scope}")}&X-Amz-Date={date}"
            + (expires is null ? "" : $"&X-Amz-Expires={expires}") + $"&X-Amz-SignedHeaders={Uri.EscapeDataString(string.Join(';', Headers))}";
        var signed = new Head("POST", "/", $"?{query}&X-Amz-Signature={Signature(head, query, body, date, scope)}");
        foreach (var name in new[] { "Host", "Content-Type", "X-Amz-Target" })
            signed[name] = head.Header(name);
        return signed;
    }

    private string Signature(Head head, string query, byte[] body, string date, string scope)
    {
        var lines = string.Concat(Headers.Select(name => $"{name}:{head.Header(name)}\n"));
        var signed = string.Join(';', Headers);
        var canonical = $"{head.Method}\n/\n{query}\n{lines}\n{signed}\n{Hex(SHA256.HashData(body))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + Secret);
        foreach (var part in scope.Split('/'))
            key = Mac(key, part);
        return Hex(Mac(key, $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}"));
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}

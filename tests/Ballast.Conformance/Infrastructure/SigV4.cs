using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace Ballast.Conformance.Infrastructure;

/// <summary>Signs a raw request with AWS Signature Version 4, so that the wire tests can be sent to the service too.</summary>
public static class SigV4
{
    private const string Service = "dynamodb";

    public static void Sign(HttpRequestMessage request, byte[] body, string region, AWSCredentials credentials)
    {
        var keys = credentials.GetCredentials();
        var time = DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{time[..8]}/{region}/{Service}/aws4_request";
        request.Headers.Add("X-Amz-Date", time);
        if (keys.UseToken)
            request.Headers.Add("X-Amz-Security-Token", keys.Token);
        request.Headers.Host = request.RequestUri!.Authority;

        var headers = request.Headers.Concat(request.Content!.Headers)
            .Where(header => header.Key is "Host" or "Content-Type" || header.Key.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase))
            .Select(header => (Name: header.Key.ToUpperInvariant().ToLower(CultureInfo.InvariantCulture), Value: string.Join(',', header.Value)))
            .OrderBy(header => header.Name, StringComparer.Ordinal)
            .ToArray();
        var signed = string.Join(';', headers.Select(header => header.Name));
        var canonical = $"POST\n/\n\n{string.Concat(headers.Select(header => $"{header.Name}:{header.Value}\n"))}\n{signed}\n{HashOf(body)}";
        var toSign = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{HashOf(Encoding.UTF8.GetBytes(canonical))}";
        var signature = Hex(Mac(SigningKey(keys.SecretKey, time[..8], region), toSign));
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential={keys.AccessKey}/{scope}, SignedHeaders={signed}, Signature={signature}");
    }

    private static byte[] SigningKey(string secret, string day, string region) =>
        Mac(Mac(Mac(Mac(Encoding.UTF8.GetBytes("AWS4" + secret), day), region), Service), "aws4_request");

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string HashOf(byte[] bytes) => Hex(SHA256.HashData(bytes));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}

using System.Globalization;
using System.Security.Cryptography;

using Ballast.Foundation.Buffers;
using Ballast.Router.Errors;
using Ballast.Router.Http;

namespace Ballast.Router.Authentication;

/// <summary>Checks who sends a request: the shape of its Signature Version 4 header always, the signature when keys are configured.</summary>
/// <remarks>Thread-safe. Secrets and signatures that were computed here never reach a log or an answer.</remarks>
/// <param name="keys">Whose signatures are verified.</param>
/// <param name="time">Says how old a signature is.</param>
/// <param name="region">The only Region that a signature may be scoped to; null for any.</param>
public sealed class Authenticator(AccessKeys keys, TimeProvider time, string? region = null)
{
    // AWS accepts a signature for five minutes around its date.
    private static readonly TimeSpan ClockSkewMax = TimeSpan.FromMinutes(5);
    private const string Service = "dynamodb";
    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";
    private readonly SigningKeys _signingKeys = new();

    /// <summary>Null when the request may go on, else the error to answer.</summary>
    public ApiError? Check(IRequestHead head, ReadOnlySpan<byte> body, ByteBuffer scratch)
    {
        if (head.Header(HeaderNames.Authorization) is not { Length: > 0 } authorization)
            return ApiErrors.MissingAuthenticationToken;
        if (!AuthorizationHeader.TryParse(authorization, out var header, out var problem))
            return ApiErrors.IncompleteSignature(problem);
        if ((head.Header(HeaderNames.AmzDate) ?? head.Header(HeaderNames.Date)) is not { Length: > 0 } date)
            return ApiErrors.IncompleteSignature($"Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization={authorization}");
        return keys.AreConfigured ? Verify(head, header, date, body, scratch) : null;
    }

    private ApiError? Verify(IRequestHead head, in AuthorizationHeader header, string date, ReadOnlySpan<byte> body, ByteBuffer scratch)
    {
        if (!keys.TryGetSecret(header.AccessKey, out var secret))
            return ApiErrors.UnrecognizedClient;
        if (!header.Service.SequenceEqual(Service))
            return ApiErrors.InvalidSignature($"Credential should be scoped to correct service: '{Service}'. ");
        if (region is not null && !header.Region.SequenceEqual(region))
            return ApiErrors.InvalidSignature($"Credential should be scoped to a valid region, not '{header.Region}'. ");
        if (CheckDate(header, date) is { } stale)
            return stale;
        if (!SignsHost(header.SignedHeaders))
            return ApiErrors.InvalidSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        return SignatureMatches(head, header, secret, date, body, scratch)
            ? null
            : ApiErrors.InvalidSignature(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");
    }

    private ApiError? CheckDate(in AuthorizationHeader header, string date)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParseExact(date, DateFormat, CultureInfo.InvariantCulture, Utc, out var signed))
            return ApiErrors.IncompleteSignature($"Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601");
        if (!date.AsSpan(0, 8).SequenceEqual(header.Date))
            return ApiErrors.InvalidSignature($"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{header.Date}' != '{date[..8]}', from '{date}'.");
        var now = time.GetUtcNow();
        if (signed < now - ClockSkewMax)
            return ApiErrors.InvalidSignature($"Signature expired: {date} is now earlier than {Stamp(now - ClockSkewMax)} ({Stamp(now)} - 5 min.)");
        if (signed > now + ClockSkewMax)
            return ApiErrors.InvalidSignature($"Signature not yet current: {date} is still later than {Stamp(now + ClockSkewMax)} ({Stamp(now)} + 5 min.)");
        return null;
    }

    private static bool SignsHost(ReadOnlySpan<char> signedHeaders)
    {
        foreach (var range in signedHeaders.Split(';'))
            if (signedHeaders[range].Equals("host", StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    /// <summary>Whether the signature in <paramref name="header"/> is that of the request; in constant time.</summary>
    internal bool SignatureMatches(
        IRequestHead head, in AuthorizationHeader header, string secret, string date, ReadOnlySpan<byte> body, ByteBuffer scratch)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        scratch.Clear();
        CanonicalRequest.Write(scratch, head, header.SignedHeaders, body);
        SHA256.HashData(scratch.Written, hash);

        scratch.Clear();
        CanonicalRequest.Line(scratch, AuthorizationHeader.Algorithm);
        CanonicalRequest.Line(scratch, date);
        CanonicalRequest.Line(scratch, header.Scope);
        CanonicalRequest.Hex(scratch, hash);
        HMACSHA256.HashData(_signingKeys.For(header, secret), scratch.Written, hash);

        scratch.Clear();
        CanonicalRequest.Hex(scratch, hash);
        var computed = scratch.Count;
        CanonicalRequest.Text(scratch, header.Signature);
        return CryptographicOperations.FixedTimeEquals(scratch.Written[..computed], scratch.Written[computed..]);
    }

    private static string Stamp(DateTimeOffset moment) => moment.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture);
}

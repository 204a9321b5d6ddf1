using System.Globalization;
using System.Security.Cryptography;

using Ballast.Foundation.Buffers;
using Ballast.Router.Errors;
using Ballast.Router.Http;

namespace Ballast.Router.Authentication;

/// <summary>Checks who sends a request: the shape of its Signature Version 4 always, the signature when keys are configured.</summary>
/// <remarks>Thread-safe. Secrets and signatures that were computed here never reach a log or an answer.</remarks>
/// <param name="keys">Whose signatures are verified.</param>
/// <param name="time">Says how old a signature is.</param>
/// <param name="region">The only Region that a signature may be scoped to; null for any.</param>
public sealed class Authenticator(AccessKeys keys, TimeProvider time, string? region = null)
{
    // AWS accepts a signature for five minutes around its date.
    private static readonly TimeSpan ClockSkewMax = TimeSpan.FromMinutes(5);
    private const string Service = "dynamodb";
    private const int DayChars = 8;
    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";
    private readonly SigningKeys _signingKeys = new();

    /// <summary>Null when the request may go on, else the error to answer.</summary>
    public ApiError? Check(IRequestHead head, ReadOnlySpan<byte> body, ByteBuffer scratch)
    {
        var isPresigned = PresignedQuery.IsOne(head.Query);
        var authorization = head.Header(HeaderNames.Authorization);
        if (isPresigned && !string.IsNullOrEmpty(authorization))
            return ApiErrors.InvalidSignature("Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
        if (!isPresigned && (authorization is null || !AuthorizationHeader.IsOne(authorization)))
            return ApiErrors.MissingAuthenticationToken;
        var isRead = isPresigned
            ? PresignedQuery.TryParse(head.Query, out var claim, out var credential, out var problem)
            : AuthorizationHeader.TryParse(
                authorization!, head.Header(HeaderNames.AmzDate) ?? head.Header(HeaderNames.Date), out claim, out credential, out problem);
        return isRead ? Check(head, claim, credential, body, scratch) : ApiErrors.IncompleteSignature(problem!);
    }

    // The order is the service's. Without keys only the form counts.
    private ApiError? Check(IRequestHead head, in SignatureClaim claim, ReadOnlySpan<char> credential, ReadOnlySpan<byte> body, ByteBuffer scratch)
    {
        var now = time.GetUtcNow();
        if (keys.AreConfigured && (CheckDate(claim, now) ?? CheckHost(claim)) is { } stale)
            return stale;
        if (claim.Algorithm is not SignatureClaim.KnownAlgorithm)
            return ApiErrors.IncompleteSignature($"Unsupported AWS 'algorithm': '{claim.Algorithm}'.");
        if (!SignatureClaim.TryAddCredential(credential, claim, out var whole, out var problem))
            return ApiErrors.IncompleteSignature(problem);
        return keys.AreConfigured ? Verify(head, whole, body, scratch) : null;
    }

    private ApiError? Verify(IRequestHead head, in SignatureClaim claim, ReadOnlySpan<byte> body, ByteBuffer scratch)
    {
        if (CheckScope(claim) is { } outOfScope)
            return outOfScope;
        if (!keys.TryGetSecret(claim.AccessKey, out var secret))
            return ApiErrors.UnrecognizedClient;
        return SignatureMatches(head, claim, secret, body, scratch)
            ? null
            : ApiErrors.InvalidSignature(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");
    }

    private static ApiError? CheckDate(in SignatureClaim claim, DateTimeOffset now)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var date = claim.Date;
        if (!DateTimeOffset.TryParseExact(date, DateFormat, CultureInfo.InvariantCulture, Utc, out var signed))
            return ApiErrors.IncompleteSignature($"Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601");
        var lifetime = claim.Lifetime ?? ClockSkewMax;
        if (now - signed > lifetime)
            return ApiErrors.InvalidSignature($"Signature expired: {date} is now earlier than {Stamp(now - lifetime)} ({Stamp(now)} - {Span(lifetime)})");
        if (signed - now > ClockSkewMax)
            return ApiErrors.InvalidSignature($"Signature not yet current: {date} is still later than {Stamp(now + ClockSkewMax)} ({Stamp(now)} + {Span(ClockSkewMax)})");
        return null;
    }

    private static ApiError? CheckHost(in SignatureClaim claim) => SignsHost(claim.SignedHeaders)
        ? null
        : ApiErrors.InvalidSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");

    // Everything that is wrong with the scope is told at once.
    private ApiError? CheckScope(in SignatureClaim claim)
    {
        var day = claim.Date[..DayChars];
        var problems =
            (region is null || claim.Region.SequenceEqual(region) ? "" : $"Credential should be scoped to a valid region, not '{claim.Region}'. ")
            + (claim.Service is Service ? "" : $"Credential should be scoped to correct service: '{Service}'. ")
            + (claim.Terminator is SignatureClaim.KnownTerminator ? "" : $"Credential should be scoped with a valid terminator: '{SignatureClaim.KnownTerminator}', not '{claim.Terminator}'. ")
            + (claim.ScopeDate.SequenceEqual(day)
                ? ""
                : $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{claim.ScopeDate}' != '{day}', from '{claim.Date}'.");
        return problems.Length == 0 ? null : ApiErrors.InvalidSignature(problems);
    }

    private static bool SignsHost(ReadOnlySpan<char> signedHeaders)
    {
        foreach (var range in signedHeaders.Split(';'))
            if (signedHeaders[range].Equals("host", StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    /// <summary>Whether the signature in <paramref name="claim"/> is that of the request; in constant time.</summary>
    internal bool SignatureMatches(IRequestHead head, in SignatureClaim claim, string secret, ReadOnlySpan<byte> body, ByteBuffer scratch)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        scratch.Clear();
        CanonicalRequest.Write(scratch, head, claim, body);
        SHA256.HashData(scratch.Written, hash);

        scratch.Clear();
        CanonicalRequest.Line(scratch, SignatureClaim.KnownAlgorithm);
        CanonicalRequest.Line(scratch, claim.Date);
        CanonicalRequest.Line(scratch, claim.Scope);
        CanonicalRequest.Hex(scratch, hash);
        HMACSHA256.HashData(_signingKeys.For(claim, secret), scratch.Written, hash);

        scratch.Clear();
        CanonicalRequest.Hex(scratch, hash);
        var computed = scratch.Count;
        CanonicalRequest.Text(scratch, claim.Signature);
        return CryptographicOperations.FixedTimeEquals(scratch.Written[..computed], scratch.Written[computed..]);
    }

    private static string Span(TimeSpan time) => time.Ticks % TimeSpan.TicksPerMinute == 0 ? $"{time.TotalMinutes} min." : $"{time.TotalSeconds} sec.";

    private static string Stamp(DateTimeOffset moment) => moment.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture);
}

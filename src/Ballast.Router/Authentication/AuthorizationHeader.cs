using System.Diagnostics.CodeAnalysis;

namespace Ballast.Router.Authentication;

/// <summary>The Authorization header of Signature Version 4.</summary>
/// <remarks><c>AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, SignedHeaders=a;b, Signature=HEX</c>.</remarks>
internal static class AuthorizationHeader
{
    private const string Family = "AWS4-";

    /// <summary>Whether the header is one of this kind at all: any other is as if there were none.</summary>
    public static bool IsOne(string header) => header.AsSpan().Trim().StartsWith(Family, StringComparison.Ordinal);

    /// <summary>Reads the header; <paramref name="problem"/> says what is missing or malformed.</summary>
    /// <param name="header">For which <see cref="IsOne"/> holds.</param>
    /// <param name="date">The date of its own header; null where there is none.</param>
    /// <param name="claim">What it says, without its credential.</param>
    /// <param name="credential">Its credential, in one piece.</param>
    /// <param name="problem">Null when all is there.</param>
    public static bool TryParse(string header, string? date, out SignatureClaim claim, out ReadOnlySpan<char> credential, [NotNullWhen(false)] out string? problem)
    {
        claim = default;
        credential = default;
        ReadOnlySpan<char> algorithm = default, signedHeaders = default, signature = default;
        foreach (var range in header.AsSpan().SplitAny(' ', ','))
        {
            var field = header.AsSpan()[range];
            var equals = field.IndexOf('=');
            if (field.IsEmpty)
                continue;
            if (algorithm.IsEmpty)
                algorithm = field;
            else if (equals < 0)
            {
                problem = $"'{field}' not a valid key=value pair (missing equal-sign) in Authorization header: '{header}'.";
                return false;
            }
            else if (field[..equals] is "Credential")
                credential = field[(equals + 1)..];
            else if (field[..equals] is "SignedHeaders")
                signedHeaders = field[(equals + 1)..];
            else if (field[..equals] is "Signature")
                signature = field[(equals + 1)..];
        }
        problem = Missing(credential, signature, signedHeaders, date) is { Length: > 0 } missing ? $"{missing}Authorization={header}" : null;
        claim = new SignatureClaim { Algorithm = algorithm, SignedHeaders = signedHeaders, Signature = signature, Date = date ?? "" };
        return problem is null;
    }

    private static string Missing(ReadOnlySpan<char> credential, ReadOnlySpan<char> signature, ReadOnlySpan<char> signedHeaders, string? date) =>
        (credential.IsEmpty ? "Authorization header requires 'Credential' parameter. " : "")
        + (signature.IsEmpty ? "Authorization header requires 'Signature' parameter. " : "")
        + (signedHeaders.IsEmpty ? "Authorization header requires 'SignedHeaders' parameter. " : "")
        + (string.IsNullOrEmpty(date) ? "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. " : "");
}

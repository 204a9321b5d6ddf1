using System.Diagnostics.CodeAnalysis;

namespace Ballast.Router.Authentication;

/// <summary>The Authorization header of Signature Version 4, taken apart.</summary>
/// <remarks>
/// <c>AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, SignedHeaders=a;b, Signature=HEX</c>. The parts are
/// slices of the header. Source: AWS, "Authenticating Requests (AWS Signature Version 4)".
/// </remarks>
internal readonly ref struct AuthorizationHeader
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    public const string Terminator = "aws4_request";
    private const int ScopeParts = 5;

    public ReadOnlySpan<char> AccessKey { get; private init; }
    public ReadOnlySpan<char> Date { get; private init; }
    public ReadOnlySpan<char> Region { get; private init; }
    public ReadOnlySpan<char> Service { get; private init; }

    /// <summary>DATE/REGION/SERVICE/aws4_request.</summary>
    public ReadOnlySpan<char> Scope { get; private init; }

    public ReadOnlySpan<char> SignedHeaders { get; private init; }
    public ReadOnlySpan<char> Signature { get; private init; }

    /// <summary>Reads the header; <paramref name="problem"/> says what is missing or malformed.</summary>
    public static bool TryParse(string header, out AuthorizationHeader parsed, [NotNullWhen(false)] out string? problem)
    {
        parsed = default;
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || !header.AsSpan(0, space).SequenceEqual(Algorithm))
        {
            problem = $"Unsupported AWS 'algorithm': '{(space < 0 ? header : header[..space])}'.";
            return false;
        }
        ReadOnlySpan<char> credential = default, signedHeaders = default, signature = default;
        var fields = header.AsSpan(space + 1);
        foreach (var range in fields.Split(','))
        {
            var field = fields[range].Trim();
            if (field.StartsWith("Credential="))
                credential = field["Credential=".Length..];
            else if (field.StartsWith("SignedHeaders="))
                signedHeaders = field["SignedHeaders=".Length..];
            else if (field.StartsWith("Signature="))
                signature = field["Signature=".Length..];
        }
        problem = Missing(credential, signedHeaders, signature);
        return problem is null && TrySplitCredential(credential, signedHeaders, signature, out parsed, out problem);
    }

    private static string? Missing(ReadOnlySpan<char> credential, ReadOnlySpan<char> signedHeaders, ReadOnlySpan<char> signature)
    {
        if (!credential.IsEmpty && !signedHeaders.IsEmpty && !signature.IsEmpty)
            return null;
        return (credential.IsEmpty ? "Authorization header requires 'Credential' parameter. " : "")
            + (signature.IsEmpty ? "Authorization header requires 'Signature' parameter. " : "")
            + (signedHeaders.IsEmpty ? "Authorization header requires 'SignedHeaders' parameter. " : "");
    }

    private static bool TrySplitCredential(
        ReadOnlySpan<char> credential,
        ReadOnlySpan<char> signedHeaders,
        ReadOnlySpan<char> signature,
        out AuthorizationHeader parsed,
        [NotNullWhen(false)] out string? problem)
    {
        parsed = default;
        Span<Range> parts = stackalloc Range[ScopeParts + 1];
        if (credential.Split(parts, '/') != ScopeParts || !credential[parts[4]].SequenceEqual(Terminator) || credential[parts[0]].IsEmpty)
        {
            problem = $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'";
            return false;
        }
        problem = null;
        parsed = new AuthorizationHeader
        {
            AccessKey = credential[parts[0]],
            Date = credential[parts[1]],
            Region = credential[parts[2]],
            Service = credential[parts[3]],
            Scope = credential[parts[1].Start..],
            SignedHeaders = signedHeaders,
            Signature = signature,
        };
        return true;
    }
}

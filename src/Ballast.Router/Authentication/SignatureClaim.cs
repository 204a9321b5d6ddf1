using System.Diagnostics.CodeAnalysis;

namespace Ballast.Router.Authentication;

/// <summary>What a request says of its own signature (Signature Version 4): who signed, when, for what, and which headers.</summary>
/// <remarks>The parts are slices of the header or of the query. Source: AWS, "Authenticating Requests (AWS Signature Version 4)".</remarks>
internal readonly ref struct SignatureClaim
{
    public const string KnownAlgorithm = "AWS4-HMAC-SHA256";
    public const string KnownTerminator = "aws4_request";
    private const int CredentialParts = 5;

    public ReadOnlySpan<char> Algorithm { get; init; }
    public ReadOnlySpan<char> SignedHeaders { get; init; }
    public ReadOnlySpan<char> Signature { get; init; }

    /// <summary>When it was signed, as it was sent.</summary>
    public string Date { get; init; }

    /// <summary>How long a presigned request says it may be used; null for the usual time.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>The signature is in the query, and so not part of what is signed there.</summary>
    public bool IsPresigned { get; init; }

    public ReadOnlySpan<char> AccessKey { get; private init; }
    public ReadOnlySpan<char> ScopeDate { get; private init; }
    public ReadOnlySpan<char> Region { get; private init; }
    public ReadOnlySpan<char> Service { get; private init; }
    public ReadOnlySpan<char> Terminator { get; private init; }

    /// <summary>DATE/REGION/SERVICE/aws4_request.</summary>
    public ReadOnlySpan<char> Scope { get; private init; }

    /// <summary>The claim with its credential, KEY/DATE/REGION/SERVICE/aws4_request, taken apart. Slashes at its end do not count.</summary>
    public static bool TryAddCredential(
        ReadOnlySpan<char> credential, in SignatureClaim claim, out SignatureClaim whole, [NotNullWhen(false)] out string? problem)
    {
        whole = default;
        problem = null;
        var trimmed = credential.TrimEnd('/');
        Span<Range> parts = stackalloc Range[CredentialParts + 1];
        if (trimmed.Split(parts, '/') != CredentialParts || trimmed[parts[0]].IsEmpty)
        {
            problem = $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'";
            return false;
        }
        whole = claim with
        {
            AccessKey = trimmed[parts[0]],
            ScopeDate = trimmed[parts[1]],
            Region = trimmed[parts[2]],
            Service = trimmed[parts[3]],
            Terminator = trimmed[parts[4]],
            Scope = trimmed[parts[1].Start..],
        };
        return true;
    }
}

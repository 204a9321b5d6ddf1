using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ballast.Router.Authentication;

/// <summary>A signature in the query instead of the Authorization header: a presigned request.</summary>
internal static class PresignedQuery
{
    public const string Signature = "X-Amz-Signature";
    private const string Algorithm = "X-Amz-Algorithm", Credential = "X-Amz-Credential", SignedHeaders = "X-Amz-SignedHeaders", Date = "X-Amz-Date", Expires = "X-Amz-Expires";

    // A week, as AWS has it.
    private const int LifetimeSecondsMax = 7 * 24 * 60 * 60;

    /// <summary>Whether a query is one of this kind.</summary>
    public static bool IsOne(string query) => query.Contains(Algorithm, StringComparison.Ordinal) && CanonicalQuery.Value(query, Algorithm) is not null;

    /// <summary>As for the header: <see cref="AuthorizationHeader.TryParse"/>.</summary>
    public static bool TryParse(string query, out SignatureClaim claim, out ReadOnlySpan<char> credential, [NotNullWhen(false)] out string? problem)
    {
        credential = CanonicalQuery.Value(query, Credential);
        claim = new SignatureClaim
        {
            Algorithm = CanonicalQuery.Value(query, Algorithm),
            Signature = CanonicalQuery.Value(query, Signature),
            SignedHeaders = CanonicalQuery.Value(query, SignedHeaders),
            Date = CanonicalQuery.Value(query, Date) ?? "",
            Lifetime = Seconds(CanonicalQuery.Value(query, Expires)),
            IsPresigned = true,
        };
        problem = Missing(query);
        if (problem is null && claim.Lifetime < TimeSpan.Zero)
            problem = $"{Expires} must be a number of seconds from 1 to {LifetimeSecondsMax}";
        return problem is null;
    }

    private static string? Missing(string query)
    {
        var missing = "";
        foreach (var parameter in (ReadOnlySpan<string>)[Algorithm, Credential, Signature, SignedHeaders, Date])
            if (string.IsNullOrEmpty(CanonicalQuery.Value(query, parameter)))
                missing += $"AWS query-string parameters must include '{parameter}'. ";
        return missing.Length == 0 ? null : missing + "Re-examine the query-string parameters.";
    }

    // Negative for what is none.
    private static TimeSpan? Seconds(string? text)
    {
        if (text is null)
            return null;
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
        return isNumber && seconds is >= 1 and <= LifetimeSecondsMax ? TimeSpan.FromSeconds(seconds) : TimeSpan.MinValue;
    }
}

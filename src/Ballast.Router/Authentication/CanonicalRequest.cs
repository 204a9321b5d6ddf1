using System.Security.Cryptography;
using System.Text;

using Ballast.Foundation.Buffers;
using Ballast.Router.Http;

namespace Ballast.Router.Authentication;

/// <summary>Writes the canonical form of a request, the text whose hash a Signature Version 4 client signs.</summary>
internal static class CanonicalRequest
{
    /// <summary>Appends method, path, query, the signed headers, their list and the body's hash, one a line.</summary>
    public static void Write(ByteBuffer target, IRequestHead head, in SignatureClaim claim, ReadOnlySpan<byte> body)
    {
        Line(target, head.Method);
        Line(target, CanonicalPath.Of(head.Path));
        Line(target, CanonicalQuery.Of(head.Query, claim.IsPresigned ? PresignedQuery.Signature : null));
        var signedHeaders = claim.SignedHeaders;
        foreach (var range in signedHeaders.Split(';'))
        {
            var name = signedHeaders[range].ToString();
            Text(target, name);
            target.Write((byte)':');
            Line(target, Folded(head.Header(name) ?? ""));
        }
        target.Write((byte)'\n');
        Line(target, signedHeaders);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        Hex(target, hash);
    }

    public static void Text(ByteBuffer target, ReadOnlySpan<char> text)
    {
        var span = target.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        target.Advance(Encoding.UTF8.GetBytes(text, span));
    }

    public static void Line(ByteBuffer target, ReadOnlySpan<char> text)
    {
        Text(target, text);
        target.Write((byte)'\n');
    }

    public static void Hex(ByteBuffer target, ReadOnlySpan<byte> hash)
    {
        var span = target.GetSpan(hash.Length * 2);
        Convert.TryToHexStringLower(hash, span, out var written);
        target.Advance(written);
    }

    // Leading and trailing spaces go, runs of spaces become one.
    private static string Folded(string value)
    {
        var trimmed = value.Trim();
        if (!trimmed.Contains("  ", StringComparison.Ordinal))
            return trimmed;
        return string.Join(' ', trimmed.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}

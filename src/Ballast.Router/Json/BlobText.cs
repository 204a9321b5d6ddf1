using System.Buffers;
using System.Buffers.Text;

using Ballast.Router.Errors;

namespace Ballast.Router.Json;

/// <summary>Binary values as JSON has them: base64 with its padding, and nothing else in between (RFC 4648 §4).</summary>
internal static class BlobText
{
    private const int GroupChars = 4, GroupBytes = 3;

    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    /// <summary>Decodes <paramref name="text"/>; returns what is wrong with it, or null.</summary>
    public static ApiError? Decode(ReadOnlySpan<byte> text, Span<byte> target, out int length)
    {
        length = 0;
        if (text.Length % GroupChars != 0)
            return ApiErrors.Serialization($"Base64 encoded length is expected a multiple of 4 bytes but found: {text.Length}");
        var status = Base64.DecodeFromUtf8(text, target, out _, out length);
        // White space is passed over by the decoder, so that less comes out than goes in.
        if (status == OperationStatus.Done && length == (text.Length / GroupChars * GroupBytes) - Padding(text))
            return null;
        var strange = text.IndexOfAnyExcept(Alphabet);
        return ApiErrors.Serialization(strange < 0
            ? "Invalid last non-pad Base64 character dectected"
            : $"Invalid Base64 character: '{(char.IsAscii((char)text[strange]) ? (char)text[strange] : '?')}'");
    }

    private static int Padding(ReadOnlySpan<byte> text) => text.EndsWith("=="u8) ? 2 : text.EndsWith("="u8) ? 1 : 0;
}

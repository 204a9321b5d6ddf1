using System.Buffers.Text;

namespace Ballast.Router.Json;

/// <summary>Finds halves of surrogate pairs among a body's escapes: JSON's grammar allows them, but they stand for no character.</summary>
internal static class SurrogateEscapes
{
    private const int EscapeBytes = 6;
    private const int HalfMask = 0xFC00, HighHalves = 0xD800, LowHalves = 0xDC00;

    /// <summary>Whether every <c>\uD8xx</c> is followed by its <c>\uDCxx</c>, and none of these stands alone (RFC 8259, 8.2).</summary>
    /// <remarks>Only strings have backslashes in JSON; a body where others have is refused by the reader.</remarks>
    public static bool AreWhole(ReadOnlySpan<byte> body)
    {
        for (var at = body.IndexOf((byte)'\\'); at >= 0; at = body.IndexOf((byte)'\\'))
        {
            body = body[at..];
            var taken = 2;
            if (IsSurrogate(body, HighHalves))
            {
                if (!IsSurrogate(body[EscapeBytes..], LowHalves))
                    return false;
                taken = 2 * EscapeBytes;
            }
            else if (IsSurrogate(body, LowHalves))
                return false;
            body = body[Math.Min(taken, body.Length)..];
        }
        return true;
    }

    private static bool IsSurrogate(ReadOnlySpan<byte> escape, int half) =>
        escape.Length >= EscapeBytes && escape[0] == '\\' && escape[1] == 'u'
        && Utf8Parser.TryParse(escape[2..EscapeBytes], out ushort unit, out var digits, 'X') && digits == EscapeBytes - 2
        && (unit & HalfMask) == half;
}

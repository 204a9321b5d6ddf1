using System.Buffers.Text;

namespace Ballast.Bench.Wire;

/// <summary>What a load needs to know of an answer's head: its status and how many bytes follow.</summary>
internal readonly record struct ResponseHead(int Status, int HeadBytes, int BodyBytes)
{
    // "HTTP/1.1 200"
    private const int StatusStart = 9;
    private const int StatusBytes = 3;

    /// <summary>False while the head is not complete.</summary>
    /// <exception cref="InvalidDataException">It is no head, or names no length (chunked answers are not read).</exception>
    public static bool TryParse(ReadOnlySpan<byte> source, out ResponseHead head)
    {
        head = default;
        var end = source.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var lines = source[..(end + 2)];
        if (!lines.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(lines.Slice(StatusStart, StatusBytes), out int status, out _))
            throw new InvalidDataException("the answer is not HTTP/1.1");
        head = new ResponseHead(status, end + 4, LengthIn(lines));
        return true;
    }

    private static int LengthIn(ReadOnlySpan<byte> lines)
    {
        var usual = lines.IndexOf("\r\nContent-Length: "u8);
        var value = usual >= 0 ? lines[(usual + "\r\nContent-Length: "u8.Length)..] : AnyCase(lines);
        return Utf8Parser.TryParse(value, out int length, out _) && length >= 0
            ? length
            : throw new InvalidDataException("the answer names no Content-Length");
    }

    private static ReadOnlySpan<byte> AnyCase(ReadOnlySpan<byte> lines)
    {
        var name = "content-length:"u8;
        for (var end = lines.IndexOf("\r\n"u8); end >= 0; end = lines.IndexOf("\r\n"u8))
        {
            var line = lines[..end];
            if (line.Length > name.Length && System.Text.Ascii.EqualsIgnoreCase(line[..name.Length], name))
                return line[name.Length..].TrimStart((byte)' ');
            lines = lines[(end + 2)..];
        }
        return [];
    }
}

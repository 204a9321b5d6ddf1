using System.Text;

using Ballast.Foundation;

namespace Ballast.Fuzz.Mutations;

/// <summary>Changes a body as bytes: flipped bits, cuts, repetitions, and pieces of JSON and of expressions in the wrong place.</summary>
internal sealed class ByteMutation(Chance chance)
{
    private static readonly byte[][] Pieces = [.. new[]
    {
        "null", "{}", "[]", "\"\"", "-1", "1e300", "\"\\ud800\"", "\\u0000", "\"", "\\", "{", "}", "[", "]", ",", ":", "{\"S\":", "\"TableName\":\"x\",", "\"Key\":{},",
        " AND ", " OR ", "NOT ", "(", ")", "SET ", "REMOVE ", "#n0", ":v0", "size(", "[0]", ".", "[99999999999]", "BETWEEN", "/*", "\u00e9", "\uffff", "1.5", "//",
    }.Select(Encoding.UTF8.GetBytes), [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0], [0xef, 0xbb, 0xbf]];

    public byte[] Apply(byte[] body)
    {
        var at = chance.NextInt32(body.Length + 1);
        var end = Math.Min(body.Length, at + 1 + chance.NextInt32(chance.OneIn(4) ? 200 : 8));
        switch (chance.NextInt32(6))
        {
            case 0 when at < body.Length:
                var flipped = (byte[])body.Clone();
                flipped[at] ^= (byte)(1 << chance.NextInt32(8));
                return flipped;
            case 1:
                return body[..at];
            case 2:
                return [.. body[..at], .. body[end..]];
            case 3:
                return [.. body[..end], .. body[at..]];
            default:
                return [.. body[..at], .. Pieces[chance.NextInt32(Pieces.Length)], .. body[at..]];
        }
    }
}

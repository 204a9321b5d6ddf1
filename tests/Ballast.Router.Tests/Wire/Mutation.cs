using Ballast.Foundation;

namespace Ballast.Router.Tests.Wire;

/// <summary>Damages bodies: flipped bits, other bytes, cuts, repetitions, swaps and splices of two, at the level of bytes and of tokens.</summary>
internal sealed class Mutation(Chance chance, IReadOnlyList<byte[]> seeds)
{
    private const int DamagesMax = 4;

    private static readonly byte[][] Tokens = [.. new[]
    {
        "null", "true", "{}", "[]", "\"\"", "0", "-1", "1e300", "-1e300", "9223372036854775808", "1.5", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"S\"", "{\"S\":\"\"}",
        "{\"N\":\"\"}", "{\"N\":\"1e126\"}", "{\"N\":\"1e-131\"}", "{\"N\":\"0x1\"}", "{\"B\":\"=\"}", "{\"SS\":[]}", "{\"NS\":[\"1\",\"1.0\"]}", "{\"M\":{\"\":{\"S\":\"\"}}}",
        "{\"L\":[{\"L\":[{\"L\":[]}]}]}", ":", ",", "\"", "\\", "{", "}", "[", "]", "#n", ":v", "\u00e9", "\"TableName\":", "\"Key\":", "\"Item\":", "\"Limit\":", "\"Segment\":",
        "\"ExpressionAttributeValues\":", "\"ExpressionAttributeNames\":", "\"ExclusiveStartKey\":", "\"KeySchema\":", "\"Tags\":", "\"TagKeys\":",
    }.Select(System.Text.Encoding.UTF8.GetBytes)];

    public byte[] Next(byte[] body)
    {
        for (var left = 1 + chance.NextInt32(DamagesMax); left > 0; left--)
            body = Damage(body);
        return body;
    }

    private byte[] Damage(byte[] body)
    {
        var at = chance.NextInt32(body.Length + 1);
        var end = Math.Min(body.Length, at + 1 + chance.NextInt32(chance.OneIn(4) ? 200 : 8));
        switch (chance.NextInt32(8))
        {
            case 0 when at < body.Length:
                var flipped = (byte[])body.Clone();
                flipped[at] ^= (byte)(1 << chance.NextInt32(8));
                return flipped;
            case 1 when at < body.Length:
                var other = (byte[])body.Clone();
                other[at] = (byte)chance.NextInt32(256);
                return other;
            case 2:
                return body[..at];
            case 3:
                return [.. body[..at], .. body[end..]];
            case 4:
                return [.. body[..end], .. body[at..]];
            case 5:
                var from = seeds[chance.NextInt32(seeds.Count)];
                return [.. body[..at], .. from[chance.NextInt32(from.Length)..]];
            case 6:
                return [.. body[..at], .. Tokens[chance.NextInt32(Tokens.Length)], .. body[at..]];
            default:
                return ReplaceValue(body, at);
        }
    }

    // From a colon to the next comma or bracket: mostly one value.
    private byte[] ReplaceValue(byte[] body, int near)
    {
        var colon = Array.IndexOf(body, (byte)':', Math.Min(near, Math.Max(0, body.Length - 1)));
        if (colon < 0)
            return body;
        var end = body.AsSpan(colon + 1).IndexOfAny(",}]"u8);
        end = end < 0 ? body.Length : colon + 1 + end;
        return [.. body[..(colon + 1)], .. Tokens[chance.NextInt32(Tokens.Length)], .. body[end..]];
    }
}

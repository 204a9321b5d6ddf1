using System.Globalization;

namespace Ballast.Fuzz.Wire;

/// <summary>An answer as it came: status, headers with names in lower case, body.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public bool EndsConnection => Headers.TryGetValue("connection", out var value) && value.Equals("close", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a head without its last empty line; null when it is none.</summary>
    public static RawAnswer? ParseHead(string head, out int bodyBytes)
    {
        bodyBytes = 0;
        var lines = head.Split("\r\n");
        var words = lines[0].Split(' ');
        if (words.Length < 2 || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            return null;
        var headers = new Dictionary<string, string>();
        foreach (var line in lines[1..])
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
                return null;
            headers[line[..colon].ToLowerInvariant()] = line[(colon + 1)..].Trim();
        }
        if (headers.TryGetValue("content-length", out var length) && !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out bodyBytes))
            return null;
        return new RawAnswer(status, headers, []);
    }
}

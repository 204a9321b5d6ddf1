using System.Text;

namespace Ballast.Router.Authentication;

/// <summary>Percent-encoding and path normalisation as Signature Version 4 wants them.</summary>
internal static class CanonicalPath
{
    /// <summary>The path with <c>.</c>, <c>..</c> and empty segments resolved and each segment encoded once.</summary>
    public static string Of(string path)
    {
        if (path is "/" or "")
            return "/";
        var kept = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment == ".." && kept.Count > 0)
                kept.RemoveAt(kept.Count - 1);
            else if (segment is not ("" or "." or ".."))
                kept.Add(Encoded(Uri.UnescapeDataString(segment)));
        }
        var end = path.EndsWith('/') && kept.Count > 0 ? "/" : "";
        return "/" + string.Join('/', kept) + end;
    }

    /// <summary>RFC 3986: everything but letters, digits and <c>-._~</c> as upper-case percent codes of its UTF-8 bytes.</summary>
    public static string Encoded(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
                result.Append((char)b);
            else
                result.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return result.ToString();
    }
}

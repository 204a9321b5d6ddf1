using System.Text;

namespace Ballast.Router.Errors;

/// <summary>A client's values as errors quote them: only so far, since an answer must not be many times its request.</summary>
internal static class ShownText
{
    public const int CharsMax = 64 * 1024;

    /// <summary>The value, cut between two characters, not within a surrogate pair.</summary>
    public static string Of(string value) => value.Length <= CharsMax
        ? value
        : value[..(char.IsHighSurrogate(value[CharsMax - 1]) ? CharsMax - 1 : CharsMax)] + "...";

    /// <summary>Several with commas between them; those behind the bound are not asked for.</summary>
    public static string Of(IEnumerable<string> values)
    {
        var shown = new StringBuilder();
        foreach (var value in values)
        {
            if (shown.Length > CharsMax)
                break;
            if (shown.Length > 0)
                shown.Append(", ");
            shown.Append(Of(value));
        }
        return Of(shown.ToString());
    }
}

namespace Ballast.Router.Authentication;

/// <summary>The query's parameters as Signature Version 4 wants them: encoded, and sorted by name, then value.</summary>
internal static class CanonicalQuery
{
    /// <param name="query">With its question mark, or empty.</param>
    /// <param name="except">A parameter that is left out; null for none.</param>
    public static string Of(string query, string? except = null)
    {
        if (query.Length <= 1)
            return "";
        var pairs = new List<(string Name, string Value)>();
        foreach (var (name, value) in Pairs(query))
            if (name != except)
                pairs.Add((CanonicalPath.Encoded(name), CanonicalPath.Encoded(value)));
        pairs.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name) is var order && order != 0 ? order : string.CompareOrdinal(a.Value, b.Value));
        return string.Join('&', pairs.ConvertAll(static p => p.Name + "=" + p.Value));
    }

    /// <summary>The value of the first parameter of a name; null where there is none.</summary>
    public static string? Value(string query, string name)
    {
        foreach (var pair in Pairs(query))
            if (pair.Name == name)
                return pair.Value;
        return null;
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string query)
    {
        foreach (var parameter in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? parameter : parameter[..equals];
            yield return (Uri.UnescapeDataString(name), equals < 0 ? "" : Uri.UnescapeDataString(parameter[(equals + 1)..]));
        }
    }
}

namespace Ballast.Configuration;

/// <summary>The origins whose pages may use the server from a browser.</summary>
internal sealed class AllowedOrigins
{
    /// <summary>Pages served by this machine: localhost, names below it, and loopback addresses, at any port.</summary>
    public const string Local = "local";

    private const string Everyone = "*", Nobody = "none";
    private readonly HashSet<string> _named = new(StringComparer.OrdinalIgnoreCase);
    private bool _local, _everyone;

    public static AllowedOrigins Default { get; } = Parse(new RawSetting(Local, SettingSource.CommandLine, Settings.AllowOrigin));

    /// <summary>Reads a list of origins (scheme://host[:port]) with commas; <c>local</c>, <c>*</c> and <c>none</c> are words of their own.</summary>
    public static AllowedOrigins Parse(RawSetting setting)
    {
        var origins = new AllowedOrigins();
        foreach (var word in setting.Text().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (word is Everyone)
                origins._everyone = true;
            else if (word is Local)
                origins._local = true;
            else if (IsOrigin(word))
                origins._named.Add(word);
            else if (word is not Nobody)
                throw new ConfigurationException($"{setting.Place}: '{word}' is not an origin (as in https://app.example.com:8443), {Local}, {Nobody} or {Everyone}.");
        }
        return origins;
    }

    public bool Has(string origin) => _everyone || _named.Contains(origin) || (_local && IsLocal(origin));

    // A browser writes an origin without a path and without the scheme's own port.
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);

    private static bool IsLocal(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && (uri.IsLoopback || uri.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));
}

namespace Ballast.Router.Authentication;

/// <summary>The operator's access keys and their secrets. Without any, requests are not verified.</summary>
public sealed class AccessKeys(IReadOnlyDictionary<string, string> secrets)
{
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _secrets =
        new Dictionary<string, string>(secrets, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static AccessKeys None { get; } = new(new Dictionary<string, string>());

    public bool AreConfigured => _secrets.Dictionary.Count > 0;

    internal bool TryGetSecret(ReadOnlySpan<char> accessKey, out string secret)
    {
        var found = _secrets.TryGetValue(accessKey, out var value);
        secret = value ?? "";
        return found;
    }
}

using System.Text.Json;

namespace Ballast.Configuration;

/// <summary>The JSON file of settings: members named as the options are, and <c>access-keys</c>, an object of secrets by key.</summary>
internal sealed class ConfigurationFile
{
    private const string AccessKeysMember = "access-keys";

    public Dictionary<string, RawSetting> Settings { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, string> AccessKeys { get; } = new(StringComparer.Ordinal);

    public static ConfigurationFile Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return From(document.RootElement, path);
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"{path} is not valid JSON: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"Cannot read the configuration file {path}: {e.Message}");
        }
    }

    private static ConfigurationFile From(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new ConfigurationException($"{path} must hold a JSON object.");
        var file = new ConfigurationFile();
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name == AccessKeysMember)
                file.ReadAccessKeys(member.Value, path);
            else if (Configuration.Settings.All.Contains(member.Name))
                file.Settings[member.Name] = new RawSetting(TextOf(member.Value, path, member.Name), SettingSource.File, $"{path}: {member.Name}");
            else
                throw new ConfigurationException(
                    $"{path}: unknown setting '{member.Name}'. Known are {string.Join(", ", Configuration.Settings.All)}, {AccessKeysMember}.");
        }
        return file;
    }

    private void ReadAccessKeys(JsonElement keys, string path)
    {
        if (keys.ValueKind != JsonValueKind.Object)
            throw new ConfigurationException($"{path}: {AccessKeysMember} must be an object of secrets by access key.");
        foreach (var key in keys.EnumerateObject())
            AccessKeys[key.Name] = key.Value.ValueKind == JsonValueKind.String && key.Value.GetString() is { Length: > 0 } secret && key.Name.Length > 0
                ? secret
                : throw new ConfigurationException($"{path}: the secret of an access key in {AccessKeysMember} is not a text.");
    }

    private static string TextOf(JsonElement value, string path, string name) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array when value.EnumerateArray().All(static part => part.ValueKind == JsonValueKind.String) => string.Join(',', value.EnumerateArray().Select(static part => part.GetString())),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText().ToLowerInvariant(),
        _ => throw new ConfigurationException($"{path}: {name} must be a text, a list of texts, a number, true or false."),
    };
}

namespace Ballast.Configuration;

/// <summary>Joins command line, environment and file into validated <see cref="ServerOptions"/>.</summary>
internal static class OptionsReader
{
    private const string ConfigVariable = "BALLAST_CONFIG";
    private const string AccessKeyVariable = "BALLAST_ACCESS_KEY_ID";
    private const string SecretVariable = "BALLAST_SECRET_ACCESS_KEY";
    private const long CacheBytesMin = 8L << 20;

    /// <param name="commandLine">Values of the options that were given, by setting name.</param>
    /// <param name="configPath">The value of <c>--config</c>, if any.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    public static ServerOptions Read(
        IReadOnlyDictionary<string, string> commandLine, string? configPath, Func<string, string?> environment)
    {
        var file = (configPath ?? environment(ConfigVariable)) is { Length: > 0 } path ? ConfigurationFile.Read(path) : new ConfigurationFile();

        RawSetting? Raw(string name) =>
            commandLine.TryGetValue(name, out var given) ? new RawSetting(given, "--" + name)
            : environment(Settings.EnvironmentName(name)) is { Length: > 0 } value ? new RawSetting(value, Settings.EnvironmentName(name))
            : file.Settings.GetValueOrDefault(name);

        var defaults = new ServerOptions();
        var options = new ServerOptions
        {
            Host = Raw(Settings.Host)?.Text() ?? defaults.Host,
            Port = Raw(Settings.Port)?.Int32(0, ushort.MaxValue) ?? defaults.Port,
            DataDirectory = Raw(Settings.Data)?.Text() ?? defaults.DataDirectory,
            InMemory = Raw(Settings.InMemory)?.Boolean() ?? defaults.InMemory,
            LogLevel = Raw(Settings.LogLevel)?.LogLevel() ?? defaults.LogLevel,
            CacheBytes = Raw(Settings.CacheSize)?.Bytes(CacheBytesMin),
            TlsCertificate = Raw(Settings.TlsCertificate)?.Text(),
            TlsKey = Raw(Settings.TlsKey)?.Text(),
            InsecureAllowAnyone = Raw(Settings.InsecureAllowAnyone)?.Boolean() ?? false,
            AccessKeys = AccessKeys(file, environment),
        };
        Check(options);
        return options;
    }

    private static Dictionary<string, string> AccessKeys(ConfigurationFile file, Func<string, string?> environment)
    {
        var keys = new Dictionary<string, string>(file.AccessKeys, StringComparer.Ordinal);
        var id = environment(AccessKeyVariable);
        var secret = environment(SecretVariable);
        if (string.IsNullOrEmpty(id) != string.IsNullOrEmpty(secret))
            throw new ConfigurationException($"{AccessKeyVariable} and {SecretVariable} belong together; only one is set.");
        if (!string.IsNullOrEmpty(id))
            keys[id] = secret!;
        return keys;
    }

    private static void Check(ServerOptions options)
    {
        // A name that cannot be bound is told before anything that follows from it.
        ListenAddresses.Of(options.Host);
        if (options.TlsKey is not null && options.TlsCertificate is null)
            throw new ConfigurationException($"--{Settings.TlsKey} needs --{Settings.TlsCertificate}.");
        if (!ListenAddresses.IsLoopback(options.Host) && options.AccessKeys.Count == 0 && !options.InsecureAllowAnyone)
            throw new ConfigurationException(
                $"--{Settings.Host} {options.Host} is reachable from other machines, but no access keys are configured. "
                + $"Set {AccessKeyVariable} and {SecretVariable} (or access-keys in the configuration file), or, for development only, --{Settings.InsecureAllowAnyone}.");
    }
}

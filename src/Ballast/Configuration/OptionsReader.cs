using System.Net;

namespace Ballast.Configuration;

/// <summary>Joins command line, environment and file into validated <see cref="ServerOptions"/>.</summary>
internal static class OptionsReader
{
    public const long CacheBytesMin = 24L << 20;
    private const string ConfigVariable = "BALLAST_CONFIG";
    private const string AccessKeyVariable = "BALLAST_ACCESS_KEY_ID";
    private const string SecretVariable = "BALLAST_SECRET_ACCESS_KEY";

    /// <param name="commandLine">Values of the options that were given, by setting name.</param>
    /// <param name="configPath">The value of <c>--config</c>, if any.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    public static ServerOptions Read(
        IReadOnlyDictionary<string, string> commandLine, string? configPath, Func<string, string?> environment)
    {
        var file = (configPath ?? environment(ConfigVariable)) is { Length: > 0 } path ? ConfigurationFile.Read(path) : new ConfigurationFile();

        RawSetting? Raw(string name) =>
            commandLine.TryGetValue(name, out var given) ? new RawSetting(given, SettingSource.CommandLine, "--" + name)
            : environment(Settings.EnvironmentName(name)) is { Length: > 0 } value ? new RawSetting(value, SettingSource.Environment, Settings.EnvironmentName(name))
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
            Region = Raw(Settings.Region)?.RegionName(),
            TlsCertificate = Raw(Settings.TlsCertificate)?.Text(),
            TlsKey = Raw(Settings.TlsKey)?.Text(),
            Origins = Raw(Settings.AllowOrigin) is { } origins ? AllowedOrigins.Parse(origins) : defaults.Origins,
            InsecureAllowAnyone = Raw(Settings.InsecureAllowAnyone)?.Boolean() ?? false,
            AccessKeys = AccessKeys(file, environment),
            Cluster = ClusterOptions.Read(Raw),
        };
        Check(options);
        if (options.InMemory)
            CheckNoDirectory(Raw(Settings.Data), Raw(Settings.InMemory)!);
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

    // What weighs more overrides; among equals, or the other way round, data that were meant to be kept would be lost without a word.
    private static void CheckNoDirectory(RawSetting? data, RawSetting inMemory)
    {
        if (data is not null && data.Source >= inMemory.Source)
            throw new ConfigurationException($"{inMemory.Place} keeps nothing on disk, but {data.Place} names the directory {data.Value}. Leave one of them out.");
    }

    private static void Check(ServerOptions options, ClusterOptions cluster)
    {
        if (options.InMemory)
            throw new ConfigurationException($"--{Settings.InMemory} keeps nothing on disk, and a node of a cluster must remember what it has promised. Leave one of --{Settings.InMemory} and --{Settings.Nodes} out.");
        if (!IPAddress.IsLoopback(cluster.Listen.Address) && cluster.Certificate is null && !options.InsecureAllowAnyone)
            throw new ConfigurationException(
                $"Node {cluster.Self.Node.Value} listens for other nodes on {cluster.Listen}, where other machines reach it, but has no certificate. "
                + $"Set --{Settings.NodeCertificate} and --{Settings.NodeAuthority}, or, in a network where nobody else is, --{Settings.InsecureAllowAnyone}.");
    }

    private static void Check(ServerOptions options)
    {
        // A name that cannot be bound is told before anything that follows from it.
        ListenAddresses.Of(options.Host);
        if (options.TlsKey is not null && options.TlsCertificate is null)
            throw new ConfigurationException($"--{Settings.TlsKey} needs --{Settings.TlsCertificate}.");
        if (options.Cluster is { } cluster)
            Check(options, cluster);
        if (!ListenAddresses.IsLoopback(options.Host) && options.AccessKeys.Count == 0 && !options.InsecureAllowAnyone)
            throw new ConfigurationException(
                $"--{Settings.Host} {options.Host} is reachable from other machines, but no access keys are configured. "
                + $"Set {AccessKeyVariable} and {SecretVariable} (or access-keys in the configuration file), or, for development only, --{Settings.InsecureAllowAnyone}.");
    }
}

using Ballast.Hosting;

namespace Ballast.Configuration;

/// <summary>What the operator chose for this process, from the command line, the environment and a file, in that order of weight.</summary>
internal sealed record ServerOptions
{
    public const int DefaultPort = 8000;
    public const string DefaultDataDirectory = "ballast-data";

    /// <summary>An address, <c>localhost</c> for 127.0.0.1 and ::1, or <c>*</c> for every address of the machine.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>TCP port; 0 takes a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    public string DataDirectory { get; init; } = DefaultDataDirectory;
    public bool InMemory { get; init; }
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>Bytes of pages kept in memory; null chooses by the machine.</summary>
    public long? CacheBytes { get; init; }

    /// <summary>Secrets by access key; empty means that nobody is checked.</summary>
    public IReadOnlyDictionary<string, string> AccessKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>The Region that ARNs name, and that signatures must be scoped to where access keys are configured; null for any.</summary>
    public string? Region { get; init; }

    public string? TlsCertificate { get; init; }
    public string? TlsKey { get; init; }

    /// <summary>The cluster of processes that this one is a node of; null where it is a whole cluster by itself.</summary>
    public ClusterOptions? Cluster { get; init; }

    /// <summary>Whose pages may use the server from a browser.</summary>
    public AllowedOrigins Origins { get; init; } = AllowedOrigins.Default;

    /// <summary>Development only: serve other machines without access keys.</summary>
    public bool InsecureAllowAnyone { get; init; }
}

/// <summary>A choice that cannot be followed.</summary>
internal sealed class ConfigurationException(string message) : StartException(ExitCode.WrongSetting, message);

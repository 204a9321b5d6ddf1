namespace Ballast.Configuration;

/// <summary>The names of all settings: the same word on the command line, in the environment and in the file.</summary>
internal static class Settings
{
    public const string Host = "host";
    public const string Port = "port";
    public const string Data = "data";
    public const string InMemory = "in-memory";
    public const string LogLevel = "log-level";
    public const string CacheSize = "cache-size";
    public const string Region = "region";
    public const string TlsCertificate = "tls-certificate";
    public const string TlsKey = "tls-key";
    public const string AllowOrigin = "allow-origin";
    public const string Node = "node";
    public const string Nodes = "nodes";
    public const string NodeListen = "node-listen";
    public const string NodeCertificate = "node-certificate";
    public const string NodeKey = "node-key";
    public const string NodeAuthority = "node-authority";
    public const string InsecureAllowAnyone = "insecure-allow-anyone";

    public static IReadOnlyList<string> All { get; } =
        [Host, Port, Data, InMemory, LogLevel, CacheSize, Region, TlsCertificate, TlsKey, AllowOrigin, Node, Nodes, NodeListen, NodeCertificate, NodeKey, NodeAuthority, InsecureAllowAnyone];

    /// <summary>BALLAST_IN_MEMORY for in-memory.</summary>
    public static string EnvironmentName(string setting) => "BALLAST_" + setting.Replace('-', '_').ToUpperInvariant();
}

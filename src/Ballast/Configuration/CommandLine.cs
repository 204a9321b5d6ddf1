using System.CommandLine;

using Ballast.Hosting;

namespace Ballast.Configuration;

/// <summary>The command line: without a sub-command it serves.</summary>
internal static class CommandLine
{
    private const int UsageError = 64;

    private const string Description = """
        Ballast, a DynamoDB-compatible database.

        Without options it serves on http://127.0.0.1:8000 (and [::1]) and keeps its data in ./ballast-data.
        Every option can also be given as an environment variable (BALLAST_PORT, BALLAST_DATA, …) or in a JSON file
        (--config FILE or BALLAST_CONFIG) as { "port": 8000, "access-keys": { "ID": "SECRET" } }. The command line
        weighs most, then the environment, then the file.

        Access keys: BALLAST_ACCESS_KEY_ID and BALLAST_SECRET_ACCESS_KEY, or access-keys in the file. Without any,
        every signature is accepted, which is why the server then listens on loopback only.
        """;

    public static Task<int> RunAsync(string[] args)
    {
        var texts = new List<Option<string>>
        {
            Text(Settings.Host, "HOST", "Address to listen on. Default: localhost, which is 127.0.0.1 and ::1."),
            Text(Settings.Port, "PORT", $"TCP port; 0 takes a free one. Default: {ServerOptions.DefaultPort}."),
            Text(Settings.Data, "DIR", $"Data directory. Default: ./{ServerOptions.DefaultDataDirectory}."),
            Text(Settings.LogLevel, "LEVEL", "trace, debug, info, warning, error or none; to standard error. Default: warning."),
            Text(Settings.CacheSize, "SIZE", "Memory for pages, as in 512MiB. Default: a quarter of the machine's, at most 8 GiB."),
            Text(Settings.TlsCertificate, "FILE", "Serve HTTPS (HTTP/1.1 and HTTP/2) with this certificate, PEM or PKCS#12."),
            Text(Settings.TlsKey, "FILE", "The certificate's private key, where it is PEM and in a file of its own."),
        };
        var flags = new List<Option<bool>>
        {
            new("--" + Settings.InMemory) { Description = "Keep everything in memory and write no file." },
            new("--" + Settings.InsecureAllowAnyone) { Description = "Development only: listen beyond loopback without access keys." },
        };
        var config = Text("config", "FILE", "Configuration file (JSON).");
        var root = new RootCommand(Description);
        texts.ForEach(root.Options.Add);
        flags.ForEach(root.Options.Add);
        root.Options.Add(config);
        root.SetAction((parsed, _) => ServeAsync(parsed, texts, flags, config));
        return RunAsync(root, args);
    }

    private static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
            return Fail(parsed.Errors[0].Message + " (see --help)", UsageError);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (ConfigurationException e)
        {
            return Fail(e.Message, UsageError);
        }
    }

    private static Task<int> ServeAsync(ParseResult parsed, List<Option<string>> texts, List<Option<bool>> flags, Option<string> config)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in texts)
            if (parsed.GetResult(option) is { Implicit: false } && parsed.GetValue(option) is { } value)
                given[option.Name[2..]] = value;
        foreach (var option in flags)
            if (parsed.GetResult(option) is { Implicit: false })
                given[option.Name[2..]] = parsed.GetValue(option) ? "true" : "false";
        return Server.RunAsync(OptionsReader.Read(given, parsed.GetValue(config), Environment.GetEnvironmentVariable));
    }

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine("ballast: " + message.ReplaceLineEndings(" "));
        return code;
    }

    private static Option<string> Text(string name, string placeholder, string description) =>
        new("--" + name) { Description = description, HelpName = placeholder };
}

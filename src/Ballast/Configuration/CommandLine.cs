using System.CommandLine;
using System.CommandLine.Help;

using Ballast.Hosting;
using Ballast.Verification;

namespace Ballast.Configuration;

/// <summary>The command line: without a sub-command, and with <c>start</c>, it serves.</summary>
internal static class CommandLine
{
    private const string DefaultEndpoint = "http://127.0.0.1:8000";
    private const string Description = "Ballast, a DynamoDB-compatible database: one process that serves the API and keeps its data in a directory, or a node of a cluster of several.";

    public static Task<int> RunAsync(string[] args)
    {
        var texts = new List<Option<string>>
        {
            Text(Settings.Host, "HOST", "Address to listen on; * for all of the machine, IPv4 and IPv6. Default: localhost, which is 127.0.0.1 and ::1."),
            Text(Settings.Port, "PORT", $"TCP port; 0 takes a free one. Default: {ServerOptions.DefaultPort}."),
            Text(Settings.Data, "DIR", $"Data directory, made where it is missing. Default: ./{ServerOptions.DefaultDataDirectory}."),
            Text(Settings.LogLevel, "LEVEL", "trace, debug, info, warning, error or none; to standard error. Default: warning."),
            Text(Settings.CacheSize, "SIZE", $"Memory for pages, as in 512MiB; at least {RawSetting.SizeText(OptionsReader.CacheBytesMin)}. Default: a quarter of the machine's, 64MiB to 8GiB."),
            Text(Settings.Region, "REGION", "The Region that ARNs name, and that signatures must name where access keys are configured. Default: any."),
            Text(Settings.TlsCertificate, "FILE", "Serve HTTPS (HTTP/1.1 and HTTP/2) with this certificate, PEM (its chain behind it) or PKCS#12 without a password."),
            Text(Settings.AllowOrigin, "ORIGINS", "Whose web pages may use the server from a browser: origins with commas, local (pages of this machine), * or none. Default: local."),
            Text(Settings.TlsKey, "FILE", "The private key of a PEM certificate, where it has a file of its own."),
            Text(Settings.Node, "NUMBER", "Which node of a cluster of several processes this one is."),
            Text(Settings.Nodes, "NODES", "All nodes of the cluster, with commas, the same on each: 1/zone-a@10.0.0.1:7700,2/zone-b@10.0.0.2:7700,..."),
            Text(Settings.NodeListen, "ADDRESS", "Address and port to listen on for other nodes. Default: this node's of --nodes."),
            Text(Settings.NodeCertificate, "FILE", "The certificate (PEM, its chain behind it) that this node shows to others, and asks of them."),
            Text(Settings.NodeKey, "FILE", "Its private key, where it has a file of its own."),
            Text(Settings.NodeAuthority, "FILE", "The authorities (PEM) that sign certificates of nodes, and of nobody else."),
        };
        var flags = new List<Option<bool>>
        {
            new("--" + Settings.InMemory) { Description = "Keep everything in memory and write no file: all is gone at the end." },
            new("--" + Settings.InsecureAllowAnyone) { Description = "Development only: listen beyond loopback without access keys." },
        };
        var config = Text("config", "FILE", "Configuration file (JSON).");
        var root = new RootCommand(Description);
        texts.ForEach(root.Options.Add);
        flags.ForEach(root.Options.Add);
        root.Options.Add(config);
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new HelpPage((HelpAction)help.Action!);
        root.SetAction(async (parsed, _) => (int)await ServeAsync(parsed, texts, flags, config));
        var start = new Command("start", "Serve, as without a command.");
        root.Options.Where(static option => option is not (HelpOption or VersionOption)).ToList().ForEach(start.Options.Add);
        start.SetAction(async (parsed, _) => (int)await ServeAsync(parsed, texts, flags, config));
        root.Subcommands.Add(start);
        root.Subcommands.Add(Verify());
        return RunAsync(root, args);
    }

    private static Command Verify()
    {
        var endpoint = Text("endpoint", "URL", $"Where the server is, on this machine. Default: {DefaultEndpoint}.");
        var verify = new Command("verify", "Show what each replica of a running server holds; exits with 0 only when all of every partition are equal.") { endpoint };
        verify.SetAction(async (parsed, _) => (int)await VerifyAsync(parsed.GetValue(endpoint) ?? DefaultEndpoint));
        return verify;
    }

    private static Task<ExitCode> VerifyAsync(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https")
            ? VerifyCommand.RunAsync(uri!, Console.Out, Console.Error)
            : throw new ConfigurationException($"--endpoint: '{endpoint}' is not a URL (as in {DefaultEndpoint}).");

    private static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
            return Fail($"{parsed.Errors[0].Message.TrimEnd('.')} (see --help).", ExitCode.WrongSetting);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (StartException e)
        {
            return Fail(e.Message, e.Code);
        }
    }

    private static Task<ExitCode> ServeAsync(ParseResult parsed, List<Option<string>> texts, List<Option<bool>> flags, Option<string> config)
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

    private static int Fail(string message, ExitCode code)
    {
        Console.Error.WriteLine("ballast: " + message.ReplaceLineEndings(" "));
        return (int)code;
    }

    private static Option<string> Text(string name, string placeholder, string description) =>
        new("--" + name) { Description = description, HelpName = placeholder };
}

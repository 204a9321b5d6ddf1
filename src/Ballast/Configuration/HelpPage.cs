using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Ballast.Configuration;

/// <summary>The list of options, and below it what does not fit into one.</summary>
internal sealed class HelpPage(HelpAction options) : SynchronousCommandLineAction
{
    private const string More = """
        Settings:
          Every option is also an environment variable (BALLAST_PORT=8001, BALLAST_IN_MEMORY=true) and a member of the JSON
          file that --config or BALLAST_CONFIG names:  { "port": 8000, "data": "/var/lib/ballast" }
          The command line weighs most, then the environment, then the file.

        Access keys:
          BALLAST_ACCESS_KEY_ID and BALLAST_SECRET_ACCESS_KEY, or in the file:  { "access-keys": { "ID": "SECRET" } }
          With keys every signature is verified. Without any, every signature is accepted, so Ballast then listens on
          loopback only, unless --insecure-allow-anyone is given.

        Examples:
          ballast                                      http://127.0.0.1:8000 and http://[::1]:8000, data in ./ballast-data
          ballast --in-memory --port 8001              for tests
          ballast --host '*' --config ballast.json     for other machines, with access keys in the file
          aws dynamodb list-tables --endpoint-url http://127.0.0.1:8000 --region us-east-1

        SIGTERM and Ctrl-C finish the requests in flight and stop cleanly. Exit codes:
           0  stopped as asked
          64  a setting is wrong, or cannot be followed
          65  the data are damaged, or a newer release's
          69  the port or the data directory is in use
          74  the disk failed or is full; nothing acknowledged is lost

        """;

    public override bool ClearsParseErrors => options.ClearsParseErrors;

    public override int Invoke(ParseResult parseResult)
    {
        var code = options.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(More);
        return code;
    }
}

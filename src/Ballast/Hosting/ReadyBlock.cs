using Ballast.Configuration;

namespace Ballast.Hosting;

/// <summary>The one thing that is printed when the server is ready.</summary>
internal static class ReadyBlock
{
    public static void Write(TextWriter output, ServerOptions options, IReadOnlyList<string> endpoints)
    {
        var endpoint = endpoints[0];
        var data = options.InMemory ? "in memory: it is gone when the process ends" : Path.GetFullPath(options.DataDirectory);
        var keys = options.AccessKeys.Count > 0
            ? "(with one of the configured access keys)"
            : "(any access key will do: AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local)";
        output.WriteLine($"""

            Ballast is ready.

              endpoint  {string.Join("  ", endpoints)}
              data      {data}
              try       aws dynamodb list-tables --endpoint-url {endpoint} --region us-east-1
                        {keys}

            """);
        if (options.InsecureAllowAnyone && options.AccessKeys.Count == 0)
            output.WriteLine($"  WARNING   --{Settings.InsecureAllowAnyone}: anyone who reaches this address can read and delete everything.\n");
        output.Flush();
    }
}

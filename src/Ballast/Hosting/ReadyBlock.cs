using System.Net;

using Ballast.Configuration;

namespace Ballast.Hosting;

/// <summary>The one thing that is printed when the server is ready.</summary>
internal static class ReadyBlock
{
    public static void Write(TextWriter output, ServerOptions options, IReadOnlyList<string> endpoints)
    {
        var (endpoint, others) = Reachable(new Uri(endpoints[0]));
        var data = options.InMemory ? "in memory: it is gone when the process ends" : Path.GetFullPath(options.DataDirectory);
        var keys = options.AccessKeys.Count > 0
            ? "(with one of the configured access keys)"
            : "(any access key will do: AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local)";
        var node = options.Cluster is { } cluster
            ? $"\n  node      {cluster.Self.Node.Value} in {cluster.Self.Zone}, one of {cluster.Peers.Count + 1}; listens for the others on {cluster.Listen}"
            : "";
        output.WriteLine($"""

            Ballast is ready.

              endpoint  {string.Join("  ", [endpoint, .. endpoints.Skip(1)])}{others}
              data      {data}{node}
              try       aws dynamodb list-tables --endpoint-url {endpoint} --region us-east-1
                        {keys}

            """);
        if (options.InsecureAllowAnyone && options.AccessKeys.Count == 0)
            output.WriteLine($"  WARNING   --{Settings.InsecureAllowAnyone}: anyone who reaches this address can read and delete everything.\n");
        output.Flush();
    }

    // Nobody can call 0.0.0.0 or [::], but loopback is among what they stand for.
    private static (string Endpoint, string Others) Reachable(Uri endpoint) =>
        IPAddress.TryParse(endpoint.DnsSafeHost, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            ? ($"{endpoint.Scheme}://{IPAddress.Loopback}:{endpoint.Port}", "  (and every other address of this machine)")
            : (endpoint.GetLeftPart(UriPartial.Authority), "");
}

using System.Globalization;
using System.Text;

using Ballast.Foundation;
using Ballast.Fuzz.Grammar;
using Ballast.Fuzz.Wire;
using Ballast.Processes;

namespace Ballast.Fuzz.Campaigns;

/// <summary>Sends requests without end to a server of its own: right ones, and ones that are wrong in every way that a grammar can think of.</summary>
/// <remarks>
/// A finding is a 5xx, no answer, an answer that is no JSON or has a wrong CRC, a server that ends, or one that takes more memory than
/// <see cref="ResidentBytesMax"/>. Every finding becomes a test. The seed decides what each connection sends; the order between connections is free.
/// </remarks>
public static class FuzzCampaign
{
    /// <summary>The page cache of the campaign, the bound on bodies in flight, and what a process needs anyway.</summary>
    public const long ResidentBytesMax = 900L << 20;

    private const string CacheSize = "64MiB";
    private const int WatchMilliseconds = 100;

    public static async Task<FuzzReport> RunAsync(ulong seed, int requests, int connections)
    {
        var report = new FuzzReport();
        var data = Directory.CreateTempSubdirectory("ballast-fuzz-");
        try
        {
            await using var server = await ServerProcess.StartAsync(data.FullName, ["--port", "0", "--data", data.FullName, "--cache-size", CacheSize]);
            CreateTables(server.Endpoint);
            using var watch = new PeriodicTimer(TimeSpan.FromMilliseconds(WatchMilliseconds));
            var watching = WatchAsync(watch, server, report);
            Fuzz(new Chance(seed), server, requests, connections, report);
            watch.Dispose();
            await watching;
            CheckTheEnd(server, report);
        }
        finally
        {
            data.Delete(recursive: true);
        }
        return report;
    }

    private static void CreateTables(Uri endpoint)
    {
        using var connection = new RawConnection(endpoint);
        foreach (var table in Pools.Tables)
        {
            var body = Encoding.UTF8.GetBytes(TableGrammar.Definition(table).ToJsonString());
            var answer = connection.Exchange(RawRequest.Of("CreateTable", body));
            if (answer.Status != 200)
                throw new InvalidOperationException($"{table.Name}: {Encoding.UTF8.GetString(answer.Body)}");
        }
    }

    private static void Fuzz(Chance chance, ServerProcess server, int requests, int connections, FuzzReport report)
    {
        var threads = new Thread[connections];
        for (var i = 0; i < connections; i++)
        {
            var own = chance.Fork();
            var share = requests / connections + (i < requests % connections ? 1 : 0);
            threads[i] = new Thread(() =>
            {
                using var worker = new FuzzWorker(own, server.Endpoint, report);
                worker.Run(share);
            });
            threads[i].Start();
        }
        foreach (var thread in threads)
            thread.Join();
    }

    private static async Task WatchAsync(PeriodicTimer watch, ServerProcess server, FuzzReport report)
    {
        while (await watch.WaitForNextTickAsync() && !server.HasExited)
            report.SawMemory(server.ResidentBytes);
    }

    private static void CheckTheEnd(ServerProcess server, FuzzReport report)
    {
        if (server.HasExited)
        {
            report.Add(new Finding("the server has ended", "", server.Errors));
            return;
        }
        if (report.ResidentBytesMost > ResidentBytesMax)
            report.Add(new Finding(string.Create(CultureInfo.InvariantCulture, $"{report.ResidentBytesMost} bytes resident"), "", server.Errors));
        using var connection = new RawConnection(server.Endpoint);
        if (connection.Exchange(RawRequest.Of("ListTables", "{}"u8.ToArray())).Status != 200)
            report.Add(new Finding("the server serves no more", "", server.Errors));
        if (server.Errors.Contains("A bug:", StringComparison.Ordinal))
            report.Add(new Finding("the server reported a bug", "", server.Errors));
    }
}

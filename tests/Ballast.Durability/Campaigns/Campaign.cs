using System.Diagnostics;

using Ballast.Durability.Load;
using Ballast.Durability.Servers;
using Ballast.Processes;
using Ballast.Foundation;

namespace Ballast.Durability.Campaigns;

/// <summary>Rounds of load, a sudden end, a restart on the same data, and a look at everything.</summary>
/// <remarks>The restarted server of one round takes the load of the next, so each round also ends what the one before recovered.</remarks>
public static class Campaign
{
    private const int LoadMillisecondsMin = 30, LoadMillisecondsMax = 700, StopsAmongEnds = 4, StopMillisecondsMax = 120;

    /// <summary>Ends the process with SIGKILL.</summary>
    public static async Task<CampaignReport> KillAsync(ulong seed, int rounds, Action<string> tell)
    {
        var data = Directory.CreateTempSubdirectory("ballast-kill-");
        try
        {
            return await RunAsync("kill", seed, rounds, data.FullName, static server => server.KillAsync(), tell);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>Cuts the power of the file system under the process.</summary>
    public static Task<CampaignReport> CutPowerAsync(ulong seed, int rounds, PowerVolume volume, Action<string> tell) =>
        RunAsync("power", seed, rounds, Path.Combine(volume.MountPoint, "data"), server => CutAsync(server, volume), tell);

    // Frozen first: a real process does not live to see its file system without power, and must not answer from it.
    private static async Task CutAsync(ServerProcess server, PowerVolume volume)
    {
        await server.FreezeAsync();
        volume.CutPower();
        await server.KillAsync();
        volume.Remount();
    }

    private static async Task<CampaignReport> RunAsync(
        string kind, ulong seed, int rounds, string data, Func<ServerProcess, Task> end, Action<string> tell)
    {
        var chance = new Chance(seed);
        var clock = Stopwatch.StartNew();
        var writers = new Writers();
        var violations = new List<string>();
        var server = await ServerProcess.StartAsync(data);
        var done = 0;
        try
        {
            await CreateTablesAsync(server);
            for (; done < rounds; done++)
            {
                await LoadAsync(server, writers, chance, end);
                await server.DisposeAsync();
                server = await ServerProcess.StartAsync(data);
                using var client = new DynamoClient(server.Endpoint);
                foreach (var violation in await Verification.RunAsync(client, writers))
                {
                    violations.Add($"round {done + 1}: {violation}");
                    tell(violations[^1]);
                }
                if ((done + 1) % 10 == 0)
                    tell($"{done + 1} rounds, {writers.Acknowledged} acknowledged, {writers.Unknown} unknown, {violations.Count} violations");
            }
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            violations.Add($"round {done + 1}: {e.Message}");
            tell(violations[^1]);
        }
        finally
        {
            await server.DisposeAsync();
        }
        return new CampaignReport(kind, seed, done, writers.Acknowledged, writers.Unknown, violations, clock.Elapsed);
    }

    private static async Task LoadAsync(ServerProcess server, Writers writers, Chance chance, Func<ServerProcess, Task> end)
    {
        using var client = new DynamoClient(server.Endpoint);
        using var stop = new CancellationTokenSource();
        var load = writers.RunAsync(client, chance.Fork(), stop.Token);
        await Task.Delay(LoadMillisecondsMin + chance.NextInt32(LoadMillisecondsMax - LoadMillisecondsMin));
        // Some ends hit a server that is closing: draining, checkpointing its trees, marking its log.
        if (chance.OneIn(StopsAmongEnds))
        {
            _ = Signal.Terminate.TrySend(server.ProcessId);
            await Task.Delay(chance.NextInt32(StopMillisecondsMax));
        }
        await end(server);
        await stop.CancelAsync();
        await load;
    }

    private static async Task CreateTablesAsync(ServerProcess server)
    {
        using var client = new DynamoClient(server.Endpoint);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        foreach (var table in new[] { Shapes.RecordsTable, Shapes.CountersTable })
            await Wire.CreateTableAsync(client, table, deadline.Token);
    }
}

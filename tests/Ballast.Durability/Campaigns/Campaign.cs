using System.Diagnostics;

using Ballast.Durability.Load;
using Ballast.Durability.Servers;
using Ballast.Foundation;
using Ballast.Processes;

namespace Ballast.Durability.Campaigns;

/// <summary>Rounds of load, a sudden end, a restart on the same data, and a look at everything.</summary>
/// <remarks>The restarted server of one round takes the load of the next, so each round also ends what the one before recovered.</remarks>
public static class Campaign
{
    private const int LoadMillisecondsMin = 30, StopsAmongEnds = 4, StopMillisecondsMax = 120;

    /// <summary>Ends the process with SIGKILL.</summary>
    public static async Task<CampaignReport> KillAsync(ulong seed, int rounds, Action<string> tell)
    {
        var data = Directory.CreateTempSubdirectory("ballast-kill-");
        try
        {
            return await RunAsync("kill", seed, rounds, new OneServer(data.FullName, static server => server.KillAsync()), tell);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>Cuts the power of the file system under the process.</summary>
    public static Task<CampaignReport> CutPowerAsync(ulong seed, int rounds, PowerVolume volume, Action<string> tell) =>
        RunAsync("power", seed, rounds, new OneServer(Path.Combine(volume.MountPoint, "data"), server => PowerCut.StrikeAsync([(server, volume)])), tell);

    /// <summary>Cuts the power of one, two or all of three nodes, each a process on a volume of its own.</summary>
    /// <param name="disksLie">A planted fault: nothing is ever synced, and every cut strikes all nodes.</param>
    public static Task<CampaignReport> CutClusterPowerAsync(ulong seed, int cuts, PowerVolumes volumes, Action<string> tell, bool disksLie = false) =>
        RunAsync("cluster-power", seed, cuts, new PowerCluster(volumes.All, disksLie), tell);

    private static async Task<CampaignReport> RunAsync(string kind, ulong seed, int rounds, ISubject subject, Action<string> tell)
    {
        var chance = new Chance(seed);
        var clock = Stopwatch.StartNew();
        var writers = new Writers();
        var violations = new List<string>();
        var done = 0;
        try
        {
            await subject.StartAsync();
            await CreateTablesAsync(subject);
            for (; done < rounds; done++)
            {
                await LoadAsync(subject, writers, chance);
                foreach (var violation in await LookAsync(subject, writers))
                {
                    violations.Add($"round {done + 1}: {violation}");
                    tell(violations[^1]);
                }
                if ((done + 1) % 10 == 0)
                    tell($"{done + 1} rounds, {writers.Acknowledged} acknowledged, {writers.Unknown} unknown, {violations.Count} violations{subject.Summary}");
            }
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or HttpRequestException or OperationCanceledException)
        {
            violations.Add($"round {done + 1}: {e.Message}");
            tell(violations[^1]);
            tell(subject.Said);
        }
        finally
        {
            await subject.DisposeAsync();
        }
        return new CampaignReport(kind, seed, done, writers.Acknowledged, writers.Unknown, violations, clock.Elapsed) { Summary = subject.Summary };
    }

    private static async Task LoadAsync(ISubject subject, Writers writers, Chance chance)
    {
        subject.Choose(chance);
        using var clients = new ClientGroup(subject.Endpoints);
        using var stop = new CancellationTokenSource();
        var load = writers.RunAsync(clients.All, chance.Fork(), stop.Token);
        await Task.Delay(LoadMillisecondsMin + chance.NextInt32(subject.LoadMillisecondsMax - LoadMillisecondsMin));
        // Some ends hit a server that is closing: draining, checkpointing its trees, marking its log.
        if (chance.OneIn(StopsAmongEnds))
        {
            foreach (var server in subject.Chosen)
                _ = Signal.Terminate.TrySend(server.ProcessId);
            await Task.Delay(chance.NextInt32(StopMillisecondsMax));
        }
        await subject.EndAsync();
        var restart = subject.RestartAsync();
        await Task.Delay(chance.NextInt32(subject.GoesOnMillisecondsMax + 1));
        await stop.CancelAsync();
        await restart;
        await load;
    }

    // Nobody writes any more: what one look found, the next one must find too.
    private static async Task<List<string>> LookAsync(ISubject subject, Writers writers)
    {
        if (await subject.ServesAsync() is { } dead)
            throw new InvalidOperationException(dead);
        var violations = await LookAsync(subject.ReadingEndpoints[0], writers);
        if (await subject.HealsAsync() is { } ill)
            throw new InvalidOperationException(string.Join('\n', [.. violations, ill]));
        foreach (var endpoint in subject.ReadingEndpoints.Skip(1))
            violations.AddRange(await LookAsync(endpoint, writers));
        return violations;
    }

    private static async Task<List<string>> LookAsync(Uri endpoint, Writers writers)
    {
        using var client = new DynamoClient(endpoint);
        return await Verification.RunAsync(client, writers);
    }

    private static async Task CreateTablesAsync(ISubject subject)
    {
        using var client = new DynamoClient(subject.Endpoints[0]);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        foreach (var table in new[] { Shapes.RecordsTable, Shapes.CountersTable })
            await Wire.CreateTableAsync(client, table, deadline.Token);
    }
}

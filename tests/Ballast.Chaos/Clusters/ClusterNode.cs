using System.Globalization;

using Ballast.Chaos.Grounds;
using Ballast.Processes;

namespace Ballast.Chaos.Clusters;

/// <summary>A node of the cluster: its directory, and its process while it has one.</summary>
public sealed class ClusterNode(int number, string zone, string nodes, Ground ground, Action<string> log) : IAsyncDisposable
{
    private const string Data = "data";
    private ServerProcess? _process;
    private bool _frozen;

    public int Number => number;
    public string Zone => zone;
    public Uri Endpoint => ground.EndpointOf(number);

    /// <summary>It should run and does not: nobody ended it.</summary>
    public bool HasFallen => _process is { HasExited: true };

    public bool IsRunning => _process is { HasExited: false } && !_frozen;

    public void Start()
    {
        var host = ground.Isolation is null ? "127.0.0.1" : "0.0.0.0";
        string[] arguments =
        [
            "start", "--node", Text(number), "--nodes", nodes, "--host", host, "--port", Text(Ground.ClientPortOf(number)),
            "--data", Path.Combine(ground.FolderOf(number), Data), "--insecure-allow-anyone", "--log-level", "information",
        ];
        _process = ServerProcess.Launch(arguments, ground.EnvironmentOf(number), ground.WrapperOf(number), log);
    }

    /// <summary>False when it ended before it was ready.</summary>
    public Task<bool> BecomesReadyAsync(CancellationToken stop) => _process!.BecomesReadyAsync(stop);

    public async Task KillAsync()
    {
        var process = Take();
        if (process is null)
            return;
        await EndAsync(process);
        log("(killed)");
    }

    /// <summary>SIGTERM; its exit code.</summary>
    public async Task<int> StopAsync()
    {
        var process = Take();
        if (process is null)
            return 0;
        var code = 0;
        try
        {
            if (!process.HasExited)
                code = await process.StopAsync();
        }
        finally
        {
            await EndAsync(process);
        }
        log($"(stopped with {code})");
        return code;
    }

    public async Task FreezeAsync()
    {
        _frozen = true;
        log("(frozen)");
        if (_process is not null)
            await _process.FreezeAsync();
    }

    public void Thaw()
    {
        log("(thawed)");
        _process?.Thaw();
        _frozen = false;
    }

    /// <summary>All that it ever knew. It must not run.</summary>
    public void Wipe()
    {
        var data = Path.Combine(ground.FolderOf(number), Data);
        if (Directory.Exists(data))
            Directory.Delete(data, recursive: true);
        log("(wiped)");
    }

    /// <summary>A client on the node's own machine.</summary>
    public DynamoClient LocalClient(TimeSpan waitMax) => new(Ground.LocalEndpointOf(number), ground.LocalHandler(number), waitMax);

    /// <summary>Runs <c>ballast verify</c> on the node's machine; its exit code, and what it said.</summary>
    public async Task<(int Code, string Output)> VerifyAsync()
    {
        var heard = new System.Text.StringBuilder();
        await using var verify = ServerProcess.Launch(["verify", "--endpoint", Ground.LocalEndpointOf(number).ToString()], new Dictionary<string, string>(), ground.WrapperOf(number), line =>
        {
            lock (heard)
                heard.AppendLine(line);
        });
        var code = await verify.EndsAsync();
        lock (heard)
            return (code, heard.ToString());
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    public override string ToString() => $"{zone}{Text(number)}";

    private async Task EndAsync(ServerProcess process)
    {
        var id = process.ProcessId;
        await process.DisposeAsync();
        ground.Forget(id);
    }

    private ServerProcess? Take()
    {
        var process = _process;
        (_process, _frozen) = (null, false);
        return process;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

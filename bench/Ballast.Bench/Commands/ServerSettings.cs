using System.CommandLine;
using Ballast.Bench.Compare;

namespace Ballast.Bench.Commands;

/// <summary>The options of commands that start servers themselves.</summary>
internal sealed class ServerSettings
{
    private readonly Option<string[]> _servers = new("--server")
    {
        Description = "name=command line of a server to start; {port} and {data} are filled in. May be repeated.",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<DirectoryInfo> _dataRoot = new("--data-root")
    {
        Description = "Where data directories are made; on a real disk, or an fsync means nothing.",
        DefaultValueFactory = _ => new DirectoryInfo("bench-data"),
    };
    private readonly Option<int> _runs = new("--runs") { Description = "Interleaved runs of each.", DefaultValueFactory = _ => 5 };

    private readonly Option<long?> _stolenMax = new("--stolen-max")
    {
        Description = "A run during which more milliseconds than this were stolen from the machine is made again (Linux).",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_servers);
        command.Options.Add(_dataRoot);
        command.Options.Add(_runs);
    }

    /// <summary>As <see cref="AddTo"/>, for a command that compares runs of a load.</summary>
    public void AddComparisonTo(Command command)
    {
        AddTo(command);
        command.Options.Add(_stolenMax);
    }

    public IReadOnlyList<ServerCommand> Commands(ParseResult parsed) => [.. parsed.GetValue(_servers)!.Select(ServerCommand.Parse)];

    public DirectoryInfo DataRoot(ParseResult parsed) => parsed.GetValue(_dataRoot)!;

    public int Runs(ParseResult parsed) => parsed.GetValue(_runs) is > 0 and var runs ? runs : throw new ArgumentException("--runs is at least 1");

    public Repetition Repetition(ParseResult parsed) => new(Runs(parsed), parsed.GetValue(_stolenMax));

    /// <summary>Starts all, and waits until all answer; on failure none is left running.</summary>
    public ServerGroup Start(ParseResult parsed) => new(Commands(parsed), DataRoot(parsed));
}

/// <summary>Servers that run together and end together.</summary>
internal sealed class ServerGroup : IDisposable
{
    private readonly List<ServerProcess> _servers = [];

    public ServerGroup(IReadOnlyList<ServerCommand> commands, DirectoryInfo dataRoot)
    {
        try
        {
            foreach (var command in commands)
            {
                _servers.Add(command.Start(dataRoot));
                _servers[^1].WaitUntilReady();
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<(string Name, string Url)> Endpoints => [.. _servers.Select(server => (server.Name, server.Url))];

    public void Dispose()
    {
        foreach (var server in _servers)
            server.Dispose();
    }
}

using System.CommandLine;
using Ballast.Bench.Floor;
using Ballast.Bench.Wire;

namespace Ballast.Bench.Commands;

/// <summary><c>floor</c>: the bare web server to compare with.</summary>
internal static class FloorCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1.", DefaultValueFactory = _ => 8010 };
        var itemBytes = new Option<int>("--item-bytes") { Description = "Size of the item in the answer.", DefaultValueFactory = _ => 900 };
        var command = new Command("floor", "Serves a constant answer of a GetItem's size to every request.") { port, itemBytes };
        command.SetAction(async (parsed, stop) =>
            await FloorServer.RunAsync(parsed.GetValue(port), new ItemShape("floor", parsed.GetValue(itemBytes), 10), stop));
        return command;
    }
}

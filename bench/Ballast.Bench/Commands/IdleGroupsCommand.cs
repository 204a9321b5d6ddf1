using System.CommandLine;
using System.Globalization;

using Ballast.Bench.Groups;

namespace Ballast.Bench.Commands;

/// <summary><c>idle-groups</c>: what groups cost that do nothing.</summary>
internal static class IdleGroupsCommand
{
    public static Command Create()
    {
        var groups = new Option<int>("--groups") { Description = "How many groups.", DefaultValueFactory = _ => 10_000 };
        var seconds = new Option<double>("--seconds") { Description = "For how long nothing happens.", DefaultValueFactory = _ => 30 };
        var cache = new Option<long>("--cache-mib") { Description = "Memory for pages of all three nodes.", DefaultValueFactory = _ => 512 };
        var data = new Option<DirectoryInfo>("--data") { Description = "For the nodes' directories.", DefaultValueFactory = _ => new DirectoryInfo("artifacts/bench/groups") };
        var command = new Command("idle-groups", "Measures what groups cost that do nothing, on three nodes in this process.") { groups, seconds, cache, data };
        command.SetAction(async (parsed, _) =>
        {
            var root = Directory.CreateDirectory(Path.Combine(parsed.GetValue(data)!.FullName, Path.GetRandomFileName()));
            try
            {
                var idle = await IdleGroups.MeasureAsync(parsed.GetValue(groups), TimeSpan.FromSeconds(parsed.GetValue(seconds)), root, parsed.GetValue(cache) << 20);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{idle.Groups} groups on three nodes: made in {idle.MakeTime.TotalSeconds:F1} s, quiet {idle.RestTime.TotalSeconds:F0} s later; idle they take {idle.ProcessorShare:P1} of a core, and the process {idle.ResidentBytes >> 20} MiB"));
                return 0;
            }
            finally
            {
                root.Delete(recursive: true);
            }
        });
        return command;
    }
}

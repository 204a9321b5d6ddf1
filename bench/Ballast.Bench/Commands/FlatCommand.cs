using System.CommandLine;
using Ballast.Bench.Compare;
using Ballast.Bench.Measure;
using Ballast.Bench.Wire;

namespace Ballast.Bench.Commands;

/// <summary><c>flat</c>: a large table against a small one.</summary>
internal static class FlatCommand
{
    public static Command Create()
    {
        var endpoint = new Option<string?>("--endpoint") { Description = "A server that runs already (else give one --server)." };
        var workloads = new Option<string[]>("--workload")
        {
            Description = "A workload, as of load. May be repeated.", DefaultValueFactory = _ => ["get", "put"],
        };
        var large = new Option<long>("--large") { Description = "Items of the large table.", DefaultValueFactory = _ => 2_000_000 };
        var small = new Option<long>("--small") { Description = "Items of the small table.", DefaultValueFactory = _ => 10_000 };
        var load = new Option<double>("--load") { Description = "Share of the measured capacity.", DefaultValueFactory = _ => 0.4 };
        var prepare = new Option<bool>("--prepare") { Description = "Make both tables anew and write their records first." };
        var json = new Option<FileInfo?>("--json") { Description = "Write the report there too." };
        var servers = new ServerSettings();
        var settings = new LoadSettings();
        var command = new Command("flat", "Compares a large table with a small one in one server, below its capacity.")
        {
            endpoint, workloads, large, small, load, prepare, json,
        };
        servers.AddComparisonTo(command);
        settings.AddTo(command);
        command.SetAction(parsed => Failures.Shown(() =>
        {
            var mixes = parsed.GetValue(workloads)!.Select(LoadSettings.MixOf).ToArray();
            using var group = servers.Start(parsed);
            var url = parsed.GetValue(endpoint) ?? group.Endpoints.Select(e => e.Url).FirstOrDefault()
                ?? throw new ArgumentException("give --endpoint or --server");
            var tests = mixes.Select(mix => new Flatness(
                settings.Read(parsed, ServerAddress.Parse(url), mix), parsed.GetValue(large), parsed.GetValue(small),
                parsed.GetValue(load), Console.Error.WriteLine)).ToArray();
            if (parsed.GetValue(prepare))
                tests[0].Prepare();
            ComparisonReport[] reports = [.. tests.Select(test => Shown(test.Execute(servers.Repetition(parsed))))];
            ReportJson.Write(parsed.GetValue(json), reports, ReportJson.Default.ComparisonReportArray);
            return reports.All(report => report.Contenders.All(c => c.Errors == 0)) ? 0 : 1;
        }));
        return command;
    }

    private static ComparisonReport Shown(ComparisonReport report)
    {
        Console.WriteLine(ComparisonText.Of(report));
        return report;
    }
}

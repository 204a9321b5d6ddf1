using System.CommandLine;
using Ballast.Bench.Compare;
using Ballast.Bench.Load;
using Ballast.Bench.Measure;
using Ballast.Bench.Wire;
using Ballast.Bench.Workloads;

namespace Ballast.Bench.Commands;

/// <summary><c>compare</c>: the same loads on several servers in turn.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var endpoints = new Option<string[]>("--endpoint")
        {
            Description = "name=url of a server that runs already. May be repeated.", DefaultValueFactory = _ => [],
        };
        var first = new Option<string?>("--first") { Description = "The one that the others are compared with." };
        var constants = new Option<string[]>("--constant")
        {
            Description = "Name of a server that answers a constant: it gets no table and only reads.", DefaultValueFactory = _ => [],
        };
        var workloads = new Option<string[]>("--workload")
        {
            Description = "A workload, as of load. May be repeated.", DefaultValueFactory = _ => ["get", "put"],
        };
        var prepare = new Option<bool>("--prepare") { Description = "Make the tables anew and write their records first." };
        var firstWarmUp = new Option<double>("--first-warm-up")
        {
            Description = "Seconds of an unrecorded run for each, before the first.", DefaultValueFactory = _ => 10,
        };
        var rate = new Option<double?>("--rate") { Description = "Operations a second: open loops." };
        var json = new Option<FileInfo?>("--json") { Description = "Write the report there too." };
        var servers = new ServerSettings();
        var settings = new LoadSettings();
        var command = new Command("compare", "Runs the same loads on several servers in turn, and compares run by run.")
        {
            endpoints, first, constants, workloads, prepare, firstWarmUp, rate, json,
        };
        servers.AddComparisonTo(command);
        settings.AddTo(command);
        command.SetAction(parsed => Failures.Shown(() =>
        {
            var mixes = parsed.GetValue(workloads)!.Select(LoadSettings.MixOf).ToArray();
            using var group = servers.Start(parsed);
            var named = parsed.GetValue(endpoints)!.Select(NamedValue.Split).Concat(group.Endpoints)
                .OrderBy(endpoint => endpoint.Item1 != parsed.GetValue(first))
                .Select(endpoint => new Contender(
                    endpoint.Item1,
                    settings.Read(parsed, ServerAddress.Parse(endpoint.Item2), mixes[0]) with { Rate = parsed.GetValue(rate) }))
                .ToArray();
            var contest = new Contest(named, parsed.GetValue(constants)!, servers.Repetition(parsed), TimeSpan.FromSeconds(parsed.GetValue(firstWarmUp)));
            if (parsed.GetValue(prepare))
                contest.Prepare();
            ComparisonReport[] reports = [.. mixes.Select(contest.Run).OfType<ComparisonReport>()];
            ReportJson.Write(parsed.GetValue(json), reports, ReportJson.Default.ComparisonReportArray);
            return reports.Length == mixes.Length && reports.All(report => report.Contenders.All(c => c.Errors == 0)) ? 0 : 1;
        }));
        return command;
    }

    private sealed class Contest(Contender[] contenders, string[] constants, Repetition repetition, TimeSpan firstWarmUp)
    {
        public void Prepare()
        {
            foreach (var contender in contenders.Where(contender => !constants.Contains(contender.Name)))
            {
                var time = new TablePreparation(contender.Options).Execute();
                Console.Error.WriteLine($"{contender.Name}: records written in {LoadReportText.Tenth(time.TotalSeconds)} s");
            }
        }

        public ComparisonReport? Run(Mix mix)
        {
            var readsOnly = mix.Shares.All(share => share.Operation == Operation.Read);
            var taking = contenders.Where(contender => readsOnly || !constants.Contains(contender.Name))
                .Select(contender => contender with { Options = contender.Options with { Mix = mix } }).ToArray();
            if (taking.Length == 0)
                return null;
            var report = new Comparison(taking, repetition, Console.Error.WriteLine).Execute(mix.Name, firstWarmUp);
            Console.WriteLine(ComparisonText.Of(report));
            return report;
        }
    }
}

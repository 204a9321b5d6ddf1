using System.CommandLine;
using Ballast.Bench.Compare;
using Ballast.Bench.Measure;

namespace Ballast.Bench.Commands;

/// <summary><c>start</c>: time to the first answer, and idle memory.</summary>
internal static class StartUpCommand
{
    public static Command Create()
    {
        var idle = new Option<double>("--idle") { Description = "Seconds before memory is looked at.", DefaultValueFactory = _ => 3 };
        var json = new Option<FileInfo?>("--json") { Description = "Write the report there too." };
        var servers = new ServerSettings();
        var command = new Command("start", "Measures the time from the start of a process to its first answer, and its idle memory.")
        {
            idle, json,
        };
        servers.AddTo(command);
        command.SetAction(parsed => Failures.Shown(() =>
        {
            var commands = servers.Commands(parsed);
            if (commands.Count == 0)
                throw new ArgumentException("give at least one --server");
            StartUpReport[] reports =
            [
                .. StartUpReport.Measure(
                    commands, servers.Runs(parsed), TimeSpan.FromSeconds(parsed.GetValue(idle)), servers.DataRoot(parsed),
                    Console.Error.WriteLine),
            ];
            Console.WriteLine(StartUpReport.TextOf(reports));
            ReportJson.Write(parsed.GetValue(json), reports, ReportJson.Default.StartUpReportArray);
            return 0;
        }));
        return command;
    }
}

using System.CommandLine;
using Ballast.Bench.Load;
using Ballast.Bench.Measure;
using Ballast.Bench.Wire;

namespace Ballast.Bench.Commands;

/// <summary><c>load</c>: prepares a table, runs one workload against one endpoint, or both.</summary>
internal static class LoadCommand
{
    public static Command Create()
    {
        var endpoint = new Option<string>("--endpoint")
        {
            Description = "The server.", DefaultValueFactory = _ => "http://127.0.0.1:8000",
        };
        var workload = new Option<string?>("--workload") { Description = "YCSB's a, b, c, d, e or f; or get or put." };
        var prepare = new Option<bool>("--prepare") { Description = "Make the table anew and write its records first." };
        var operations = new Option<long?>("--operations") { Description = "End after so many operations instead of --seconds." };
        var rate = new Option<double?>("--rate") { Description = "Operations a second: an open loop on a constant schedule." };
        var json = new Option<FileInfo?>("--json") { Description = "Write the report there too." };
        var settings = new LoadSettings();
        var command = new Command("load", "Loads any endpoint that speaks DynamoDB, and reports what it saw.")
        {
            endpoint, workload, prepare, operations, rate, json,
        };
        settings.AddTo(command);
        command.SetAction(parsed => Failures.Shown(() =>
        {
            var name = parsed.GetValue(workload);
            if (name is null && !parsed.GetValue(prepare))
                throw new ArgumentException("give --workload, --prepare, or both");
            var options = settings.Read(parsed, ServerAddress.Parse(parsed.GetValue(endpoint)!), LoadSettings.MixOf(name ?? "get")) with
            {
                Operations = parsed.GetValue(operations),
                Rate = parsed.GetValue(rate),
            };
            if (parsed.GetValue(prepare))
                Prepare(options);
            return name is null ? 0 : Run(options, parsed.GetValue(json));
        }));
        return command;
    }

    private static void Prepare(LoadOptions options)
    {
        options.Validate();
        var time = new TablePreparation(options).Execute();
        Console.Error.WriteLine(
            $"{options.Shape.Table}: {LoadReportText.Whole(options.Records)} items written in {LoadReportText.Tenth(time.TotalSeconds)} s");
    }

    private static int Run(LoadOptions options, FileInfo? json)
    {
        var report = new LoadRun(options).Execute();
        Console.WriteLine(LoadReportText.Of(report));
        ReportJson.Write(json, report, ReportJson.Default.LoadReport);
        return report.Operations > 0 && report.Errors.Count == 0 ? 0 : 1;
    }
}

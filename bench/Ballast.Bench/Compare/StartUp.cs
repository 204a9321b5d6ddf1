using Ballast.Bench.Load;
using Ballast.Bench.Measure;

namespace Ballast.Bench.Compare;

/// <summary>How long a server takes from the start of its process to its first answer, and what memory it then holds idle.</summary>
internal sealed record StartUpReport(string Name, Spread Millis, Spread IdleMebibytes)
{
    public static IReadOnlyList<StartUpReport> Measure(
        IReadOnlyList<ServerCommand> servers, int runs, TimeSpan idle, DirectoryInfo dataRoot, Action<string> progress)
    {
        var seen = servers.Select(_ => new List<(double Millis, double Mebibytes)>()).ToArray();
        for (var run = 0; run < runs; run++)
        {
            for (var i = 0; i < servers.Count; i++)
            {
                using var server = servers[i].Start(dataRoot);
                var ready = server.WaitUntilReady();
                Thread.Sleep(idle);
                seen[i].Add((ready.TotalMilliseconds, server.ResidentBytes / 1048576.0));
                progress($"start {run + 1}/{runs} {servers[i].Name}: {ready.TotalMilliseconds:F0} ms");
            }
        }
        return [.. servers.Select((server, i) => new StartUpReport(
            server.Name, Spread.Of(seen[i].Select(s => s.Millis)), Spread.Of(seen[i].Select(s => s.Mebibytes))))];
    }

    public static string TextOf(IReadOnlyList<StartUpReport> reports)
    {
        var table = new TextTable("server", "first answer, ms", "idle memory, MiB");
        foreach (var report in reports)
            table.Add(report.Name, Text(report.Millis), Text(report.IdleMebibytes));
        return table.ToString();
    }

    private static string Text(Spread spread) =>
        $"{LoadReportText.Whole(spread.Median)} ({LoadReportText.Whole(spread.Min)}–{LoadReportText.Whole(spread.Max)})";
}

using System.CommandLine;
using System.Globalization;

using Ballast.Bench.Failover;

namespace Ballast.Bench.Commands;

/// <summary><c>failover</c>: how long writes stand still when a leader is ended.</summary>
internal static class FailoverCommand
{
    public static Command Create()
    {
        var program = new Option<string>("--program") { Description = "The program.", DefaultValueFactory = _ => "artifacts/bin/Ballast/release/ballast" };
        var rounds = new Option<int>("--rounds") { Description = "Leaders that are ended.", DefaultValueFactory = _ => 50 };
        var ending = new Option<Ending>("--by") { Description = "kill (SIGKILL) or stop (SIGTERM).", DefaultValueFactory = _ => Ending.Kill };
        var data = new Option<DirectoryInfo>("--data") { Description = "For the nodes' directories.", DefaultValueFactory = _ => new DirectoryInfo("artifacts/bench/failover") };
        var command = new Command("failover", "Measures how long acknowledged writes stand still in a cluster of three processes when a node that leads is ended.") { program, rounds, ending, data };
        command.SetAction(parsed => Failures.Shown(() =>
        {
            var root = Directory.CreateDirectory(Path.Combine(parsed.GetValue(data)!.FullName, Path.GetRandomFileName()));
            try
            {
                using var run = new FailoverRun(parsed.GetValue(program)!, root);
                var gaps = new List<double>();
                foreach (var gap in run.Measure(parsed.GetValue(rounds), parsed.GetValue(ending)))
                {
                    gaps.Add(gap.TotalMilliseconds);
                    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{gaps.Count}: {gap.TotalMilliseconds:F0} ms"));
                }
                gaps.Sort();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{gaps.Count} leaders ended by {parsed.GetValue(ending)}: writes stood still for {At(gaps, 0.5):F0} ms in the median, {At(gaps, 0.95):F0} ms at p95, {gaps[^1]:F0} ms at most"));
                return 0;
            }
            finally
            {
                root.Delete(recursive: true);
            }
        }));
        return command;
    }

    // The smallest of which at least this share is no larger.
    private static double At(List<double> sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
}

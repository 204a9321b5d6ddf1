using Ballast.Simulation.Checks;
using Ballast.Simulation.Clusters;

namespace Ballast.Simulation.Campaigns;

/// <summary>One seed again, for people: everything that happens in it.</summary>
internal static class Replay
{
    private const int LinesMax = 150;

    /// <summary>Tells all of a seed; false where something is found.</summary>
    public static bool Tell(ulong seed, IReadOnlySet<int>? only, TextWriter output)
    {
        var run = new Run(seed, only: only, reader: output);
        output.WriteLine($"seed {seed}: {run.Weather}");
        foreach (var fault in run.Faults)
            output.WriteLine($"  planned at {fault.At.TotalSeconds:F3}: {fault}");
        var violation = TryExecute(run);
        if (violation is not null)
            output.WriteLine(violation.Message);
        output.WriteLine($"trace-hash: {run.TraceSum:x16}");
        return violation is null;
    }

    /// <summary>What there is to say of a seed in which something was found: the smallest schedule that still shows it, and how it goes.</summary>
    public static void Explain(Finding finding, TextWriter output)
    {
        var only = new Shrinking(finding.Seed, finding.Violation.Checker).Smallest().ToHashSet();
        using var lines = new StringWriter();
        var run = new Run(finding.Seed, only: only, reader: lines);
        var violation = TryExecute(run) ?? finding.Violation;
        output.WriteLine();
        output.WriteLine($"seed {finding.Seed}: {violation.Message}");
        output.WriteLine($"{run.Weather}");
        output.WriteLine($"schedule, shrunk to {run.Faults.Count} faults:");
        foreach (var fault in run.Faults)
            output.WriteLine($"  at {fault.At.TotalSeconds:F3}: {fault}");
        output.WriteLine("the end of its trace, without what clients did:");
        foreach (var line in lines.ToString().Split('\n').Where(static line => !IsOfClients(line)).TakeLast(LinesMax))
            output.WriteLine(line);
        output.WriteLine($"everything: --replay {finding.Seed} --only {(only.Count == 0 ? "none" : string.Join(',', only.Order()))}");
        output.WriteLine($"trace-hash: {run.TraceSum:x16}");
    }

    private static bool IsOfClients(string line) => line.Length > 14 && line[10..14] == "    ";

    private static ViolationException? TryExecute(Run run)
    {
        try
        {
            run.Execute();
            return null;
        }
        catch (ViolationException e)
        {
            return e;
        }
    }
}

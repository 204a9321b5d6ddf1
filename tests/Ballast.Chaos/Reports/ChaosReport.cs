using System.Globalization;
using System.Text;

using Ballast.Chaos.Faults;

namespace Ballast.Chaos.Reports;

/// <summary>What a run came to.</summary>
public sealed record ChaosReport
{
    public required ulong Seed { get; init; }
    public required string Version { get; init; }
    public required string Ground { get; init; }
    public required int Nodes { get; init; }
    public required TimeSpan Elapsed { get; init; }
    public required IReadOnlyList<RoundReport> Rounds { get; init; }
    public required long AcknowledgedWrites { get; init; }
    public required long UnknownWrites { get; init; }
    public required long ConsistentReads { get; init; }
    public required long EventualReads { get; init; }

    /// <summary>Operations that were not answered as they were meant, by what the trouble was.</summary>
    public required IReadOnlyDictionary<string, long> Troubles { get; init; }
    public required int Items { get; init; }
    public required int Undecided { get; init; }

    /// <summary>Of the time before the first fault, in seconds: what the machine does by itself.</summary>
    public required double CalmWriteGap { get; init; }

    /// <summary>Ends of nodes that a fault may bring about.</summary>
    public required int NodesEnded { get; init; }

    public required IReadOnlyList<string> Missing { get; init; }
    public required IReadOnlyList<string> Violations { get; init; }

    /// <summary>A run that struck nobody, or in which nobody wrote, proves nothing.</summary>
    public bool IsSuccess => Violations.Count == 0 && Rounds.Count > 0 && AcknowledgedWrites > 0;

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(Line($"chaos: seed {Seed}, version {Version}, {Nodes} nodes on {Ground}, {Elapsed.TotalSeconds:F0} s, {Rounds.Count} rounds of faults"));
        text.AppendLine(Line($"{AcknowledgedWrites} acknowledged writes, {UnknownWrites} of unknown outcome, {ConsistentReads} consistent and {EventualReads} eventually consistent reads"));
        text.AppendLine(Line($"{Items} items, {Undecided} histories undecided; {NodesEnded} nodes ended by a bound of memory; longest gap in writes before the first fault {CalmWriteGap:F2} s"));
        text.AppendLine(Line($"without a good answer: {(Troubles.Count == 0 ? "none" : string.Join(", ", Troubles.Select(static trouble => $"{trouble.Value} {trouble.Key}")))}"));
        foreach (var missing in Missing)
            text.AppendLine("left out: " + missing);
        text.AppendLine();
        text.AppendLine("Seconds, p50 / p95 / max:");
        text.AppendLine(Row("faults", "rounds", "gap in writes", "gap in reads", "unknown writes", "log replica", "replaced", "three trees", "equal"));
        foreach (var kind in Enum.GetValues<FaultKind>())
            Append(text, kind.ToString(), [.. Rounds.Where(round => round.Kinds is [var one] && one == kind)]);
        Append(text, "two at a time", [.. Rounds.Where(static round => round.Kinds.Count > 1)]);
        Append(text, "all", Rounds);
        text.AppendLine();
        foreach (var violation in Violations)
            text.AppendLine("VIOLATION " + violation);
        text.Append(Line($"{Violations.Count} violations"));
        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, IReadOnlyList<RoundReport> rounds)
    {
        if (rounds.Count > 0)
            text.AppendLine(Row(name, rounds.Count.ToString(CultureInfo.InvariantCulture), Of(rounds, static round => round.WriteGap), Of(rounds, static round => round.ReadGap), Of(rounds, static round => round.Unknown),
                Of(rounds, static round => round.LogReplica), Of(rounds, static round => round.Replaced), Of(rounds, static round => round.Whole), Of(rounds, static round => round.Equal)));
    }

    private static string Of(IReadOnlyList<RoundReport> rounds, Func<RoundReport, double> measure) =>
        new Distribution(rounds.Select(measure).Where(static value => !double.IsNaN(value))).ToString();

    private static string Row(string name, string count, params string[] cells) => $"{name,-16}{count,7}  {string.Concat(cells.Select(static cell => $"{cell,-24}"))}".TrimEnd();

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

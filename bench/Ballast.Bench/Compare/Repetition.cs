using Ballast.Bench.Load;

namespace Ballast.Bench.Compare;

/// <summary>How often each contender runs, and when a run does not count because the machine itself stood still.</summary>
/// <param name="Runs">Runs of each that count.</param>
/// <param name="StolenMillisecondsMax">More time stolen from the machine during a run, and it is made again; null to count every run.</param>
internal sealed record Repetition(int Runs, long? StolenMillisecondsMax)
{
    /// <summary>So often a comparison makes runs again, per run that counts; then it takes what it gets.</summary>
    public const int AgainMaxPerRun = 2;
}

/// <summary>Makes runs again as a <see cref="Repetition"/> says, and counts them.</summary>
internal sealed class RunsAgain(Repetition repetition)
{
    public int Count { get; private set; }

    public LoadReport Execute(Func<LoadReport> run)
    {
        var report = run();
        while (report.StolenMilliseconds > repetition.StolenMillisecondsMax && Count < repetition.Runs * Repetition.AgainMaxPerRun)
        {
            Count++;
            report = run();
        }
        return report;
    }
}

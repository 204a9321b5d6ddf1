using Ballast.Replication.Members;
using Ballast.Simulation.Checks;
using Ballast.Simulation.Clusters;

namespace Ballast.Simulation.Campaigns;

/// <summary>Many seeds, on all processors, until enough of them were hard enough or time is up.</summary>
/// <remarks>A seed that does not qualify counts for nothing, but what it finds is found.</remarks>
internal sealed class Campaign
{
    private readonly Lock _lock = new();
    private readonly List<Finding> _findings = [];
    private readonly Tally _tally = new();
    private readonly TextWriter _output;
    private ulong _next;
    private int _taken;
    private int _qualified;
    private int _passedOver;

    public Campaign(ulong from, TextWriter output) => (_next, _output) = (from, output);

    /// <summary>Seeds that were hard enough.</summary>
    public int QualifiedCount => _qualified;

    public IReadOnlyList<Finding> Findings => _findings;

    public Tally Tally => _tally;

    /// <summary>A bug that is to be found; none in a campaign for real ones.</summary>
    public PlantedBug Planted { get; init; }

    /// <summary>Whether the first finding ends it.</summary>
    public bool EndsWithFinding { get; init; }

    /// <summary>Whether each seed has a line of its own.</summary>
    public bool TellsEach { get; init; } = true;

    /// <summary>Where it passed every claim: nothing was found, and something was done.</summary>
    public bool IsClean => _findings.Count == 0 && _qualified > 0 && _tally["faults"] > 0;

    public void RunUntil(Func<int, int, bool> isEnough)
    {
        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() => Work(isEnough)) { IsBackground = true }).ToArray();
        foreach (var worker in workers)
            worker.Start();
        foreach (var worker in workers)
            worker.Join();
    }

    public void Summarize()
    {
        _output.WriteLine($"totals: {_tally}");
        _output.WriteLine($"{_passedOver} seeds did not qualify and were passed over");
        foreach (var finding in _findings)
            _output.WriteLine($"seed {finding.Seed}: {finding.Violation.Checker}");
        if (_tally["faults"] == 0)
            _output.WriteLine("no fault was injected: this says nothing");
    }

    private void Work(Func<int, int, bool> isEnough)
    {
        while (TryTake(isEnough, out var seed))
        {
            var run = new Run(seed, Planted);
            ViolationException? violation = null;
            try
            {
                run.Execute();
            }
            catch (ViolationException e)
            {
                violation = e;
            }
            Take(run, violation, isEnough);
        }
    }

    private bool TryTake(Func<int, int, bool> isEnough, out ulong seed)
    {
        lock (_lock)
        {
            seed = _next;
            if (isEnough(_qualified, _taken) || EndsWithFinding && _findings.Count > 0)
                return false;
            _next++;
            _taken++;
            return true;
        }
    }

    // Of two seeds that end together only one may be the last that counts.
    private void Take(Run run, ViolationException? violation, Func<int, int, bool> isEnough)
    {
        lock (_lock)
        {
            if (violation is not null)
                _findings.Add(new Finding(run.Seed, violation));
            if (violation is null && (!run.Qualifies || isEnough(_qualified, 0)))
            {
                _passedOver++;
                return;
            }
            _qualified++;
            _tally.Add(run.Tally);
            _tally.Add("virtual seconds", (long)run.Elapsed.TotalSeconds);
            if (TellsEach)
                _output.WriteLine($"seed {run.Seed}: {(violation is null ? "ok" : violation.Message.Split('\n')[0])}; {run.Tally["operations"]} operations, {run.Tally["faults"]} faults, "
                    + $"{run.Tally["elections"]} elections, {run.Tally["changes of a configuration"]} changes, trace-hash: {run.TraceSum:x16}");
        }
    }
}

/// <summary>A seed in which something was found.</summary>
internal sealed record Finding(ulong Seed, ViolationException Violation);

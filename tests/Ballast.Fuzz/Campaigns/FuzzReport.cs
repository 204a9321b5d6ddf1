using System.Globalization;
using System.Text;

namespace Ballast.Fuzz.Campaigns;

/// <summary>A request whose answer was wrong.</summary>
public sealed record Finding(string Complaint, string Request, string Answer);

/// <summary>What a campaign saw. Written by several workers.</summary>
public sealed class FuzzReport
{
    /// <summary>More are counted, not kept.</summary>
    private const int FindingsKept = 20;

    private readonly Lock _lock = new();
    private readonly List<Finding> _findings = [];
    private readonly SortedDictionary<string, long> _answers = new(StringComparer.Ordinal);

    public long Requests { get; private set; }
    public long Accepted { get; private set; }
    public long FindingCount { get; private set; }
    public long ResidentBytesMost { get; private set; }
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>How often each error came back.</summary>
    public IReadOnlyDictionary<string, long> Answers => _answers;

    internal void Count(string answer, bool isAccepted)
    {
        lock (_lock)
        {
            Requests++;
            if (isAccepted)
                Accepted++;
            _answers[answer] = _answers.GetValueOrDefault(answer) + 1;
        }
    }

    internal void Add(Finding finding)
    {
        lock (_lock)
        {
            FindingCount++;
            if (_findings.Count < FindingsKept)
                _findings.Add(finding);
        }
    }

    internal void SawMemory(long residentBytes)
    {
        lock (_lock)
            ResidentBytesMost = Math.Max(ResidentBytesMost, residentBytes);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Requests} requests, {Accepted} accepted, {FindingCount} findings; at most {ResidentBytesMost >> 20} MiB resident");
        foreach (var (answer, count) in _answers)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {count,9} {answer}");
        foreach (var finding in _findings)
            text.AppendLine(CultureInfo.InvariantCulture, $"\n{finding.Complaint}\n--- request\n{finding.Request}\n--- answer\n{finding.Answer}");
        return text.ToString();
    }
}

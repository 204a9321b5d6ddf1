namespace Ballast.Simulation.Checks;

/// <summary>Everything that happens in a run, in order: a sum of all of it, and lines for whoever wants to read them.</summary>
internal sealed class Trace(Time.VirtualTime time, TextWriter? reader)
{
    private const ulong Prime = 1_099_511_628_211;

    /// <summary>Equal sums, equal runs.</summary>
    public ulong Sum { get; private set; } = 14_695_981_039_346_656_037;

    /// <summary>Whether lines of small things are wanted too.</summary>
    public bool IsRead => reader is not null;

    public void Add(ulong word) => Sum = unchecked((Sum ^ word) * Prime);

    /// <summary>Something worth a line.</summary>
    public void Tell(string line)
    {
        Add((ulong)time.Elapsed.Ticks);
        foreach (var character in line)
            Add(character);
        reader?.WriteLine($"{time.Elapsed.TotalSeconds,10:F6}  {line}");
    }

    /// <summary>A line that is not part of the sum: its words are added apart.</summary>
    public void Whisper(string line) => reader?.WriteLine($"{time.Elapsed.TotalSeconds,10:F6}    {line}");
}

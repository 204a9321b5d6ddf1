namespace Ballast.Durability.Load;

/// <summary>What one key may hold: one writer sends its writes one after another, each with a greater version.</summary>
/// <remarks>Of the writes since the last acknowledged one each may have happened or not, so the key holds one of their images, or that one's.</remarks>
public sealed class KeyLedger(string partition, string sort)
{
    private readonly List<SentImage> _possible = [SentImage.Nothing];

    public string Partition => partition;
    public string Sort => sort;

    /// <summary>The newest version that was ever sent.</summary>
    public long Newest { get; private set; }

    public SentImage Send(string? color, bool isDeletion)
    {
        var image = new SentImage(++Newest, color, isDeletion);
        _possible.Add(image);
        return image;
    }

    public void Acknowledge(SentImage image)
    {
        _possible.Clear();
        _possible.Add(image);
    }

    /// <summary>The writer saw what stands there, so nothing else is possible from here on. Null when it may stand there, else what is wrong.</summary>
    public string? Observe(long version, string? color)
    {
        var seen = _possible.Find(image => image.IsDeletion ? version == 0 : image.Version == version && image.Color == color);
        if (seen is null)
            return $"{partition}/{sort} holds version {version} ({color ?? "no color"}); possible: {string.Join(", ", _possible)}";
        Acknowledge(seen);
        return null;
    }
}

/// <summary>An image that was sent: a version with its index attribute, or a deletion.</summary>
public sealed record SentImage(long Version, string? Color, bool IsDeletion)
{
    public static SentImage Nothing { get; } = new(0, null, true);
}

/// <summary>What a counter may hold: at least every acknowledged increment, at most the unknown ones too.</summary>
public sealed class CounterLedger(string name)
{
    private long _acknowledged;
    private long _unknown;

    public string Name => name;

    public void Acknowledge() => Interlocked.Increment(ref _acknowledged);

    public void DoNotKnow() => Interlocked.Increment(ref _unknown);

    public string? Observe(long value)
    {
        var (least, most) = (_acknowledged, _acknowledged + _unknown);
        (_acknowledged, _unknown) = (value, 0);
        return value >= least && value <= most ? null : $"counter {name} is {value}, and should be {least} to {most}";
    }
}

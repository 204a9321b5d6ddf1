namespace Ballast.Storage.Log;

/// <summary>The log holds something that no crash can explain: rot, a lost or misdirected write, a missing or foreign file.</summary>
public sealed class LogCorruptException(string fileName, long offset, string reason)
    : IOException($"The log is damaged: {reason} ({fileName}, offset {offset}).")
{
    /// <summary>The segment's file name.</summary>
    public string FileName { get; } = fileName;

    /// <summary>Where in the file, in bytes.</summary>
    public long Offset { get; } = offset;

    /// <summary>What was wrong.</summary>
    public string Reason { get; } = reason;
}

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

/// <summary>The data was written by a later version of the program, which this one cannot read.</summary>
public sealed class NewerFormatException(string fileName, uint version, uint versionKnown)
    : IOException($"{fileName} has format version {version}; this program knows versions up to {versionKnown}.")
{
    public string FileName { get; } = fileName;
    public uint Version { get; } = version;
    public uint VersionKnown { get; } = versionKnown;
}

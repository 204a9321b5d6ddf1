namespace Ballast.Storage;

/// <summary>The data was written by a later version of the program, which this one cannot read.</summary>
public sealed class NewerFormatException(string fileName, uint version, uint versionKnown)
    : IOException($"{fileName} has format version {version}; this program knows versions up to {versionKnown}.")
{
    public string FileName { get; } = fileName;
    public uint Version { get; } = version;
    public uint VersionKnown { get; } = versionKnown;
}

using Ballast.Foundation.Disks;

namespace Ballast.Storage.Log;

/// <summary>A segment whose file is open.</summary>
internal sealed class Segment(in SegmentHeader header, string name, IDiskFile file) : IDisposable
{
    public SegmentHeader Header { get; } = header;
    public string Name { get; } = name;
    public IDiskFile File { get; } = file;

    public LogPosition PositionOf(long offset) => Header.First + offset;

    public void Dispose() => File.Dispose();
}

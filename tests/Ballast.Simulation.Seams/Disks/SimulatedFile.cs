using Ballast.Foundation.Disks;

namespace Ballast.Simulation.Disks;

/// <summary>An open file of a <see cref="SimulatedDisk"/>; it keeps working when its name changes, as a descriptor does.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, string name, FileContent content) : IDiskFile
{
    private bool _closed;

    public string Name => name;
    public long Length => disk.LengthOf(Open());

    public int Read(long offset, Span<byte> target) => disk.Read(name, Open(), offset, target);

    public void Write(long offset, ReadOnlySpan<byte> source) => disk.Write(name, Open(), offset, source);

    public void SetLength(long length) => disk.SetLength(name, Open(), length);

    public void Sync() => disk.Sync(name, Open());

    public void Dispose() => _closed = true;

    private FileContent Open()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return content;
    }
}

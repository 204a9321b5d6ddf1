using Ballast.Foundation.Disks;

namespace Ballast.Storage.Tests.Snapshots;

/// <summary>A disk on which something happens between the asking for bytes and their coming or going; files that are closed fail as those of a system do.</summary>
internal sealed class HookedDisk(IDisk inner) : IDisk
{
    public Action? BeforeRead { get; set; }
    public Action? BeforeWrite { get; set; }

    public IReadOnlyList<string> List() => inner.List();
    public bool Exists(string name) => inner.Exists(name);
    public IDiskFile Open(string name) => new HookedFile(this, inner.Open(name));
    public IDiskFile Create(string name) => new HookedFile(this, inner.Create(name));
    public void Delete(string name) => inner.Delete(name);
    public void Rename(string from, string to) => inner.Rename(from, to);
    public void SyncNames() => inner.SyncNames();

    private sealed class HookedFile(HookedDisk disk, IDiskFile file) : IDiskFile
    {
        private bool _isClosed;

        public string Name => file.Name;
        public long Length => file.Length;

        public int Read(long offset, Span<byte> target)
        {
            disk.BeforeRead?.Invoke();
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return file.Read(offset, target);
        }

        public void Write(long offset, ReadOnlySpan<byte> source)
        {
            disk.BeforeWrite?.Invoke();
            file.Write(offset, source);
        }

        public void SetLength(long length) => file.SetLength(length);
        public void Sync() => file.Sync();

        public void Dispose()
        {
            _isClosed = true;
            file.Dispose();
        }
    }
}

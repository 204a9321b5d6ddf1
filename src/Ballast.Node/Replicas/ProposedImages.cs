using System.Diagnostics.CodeAnalysis;

using Ballast.Foundation.Checksums;

namespace Ballast.Node.Replicas;

/// <summary>The newest proposed image of each item that has one: what the next condition on that item is evaluated on.</summary>
/// <remarks>Owned by one replica. No read ever sees these images: they may yet vanish.</remarks>
internal sealed class ProposedImages
{
    private readonly Dictionary<ProposedWrite, ProposedWrite> _newest = new(ByKey.Instance);
    private readonly Dictionary<ProposedWrite, ProposedWrite>.AlternateLookup<ReadOnlySpan<byte>> _byKey;

    public ProposedImages() => _byKey = _newest.GetAlternateLookup<ReadOnlySpan<byte>>();

    public bool TryGet(ReadOnlySpan<byte> key, [NotNullWhen(true)] out ProposedWrite? newest)
    {
        newest = null;
        return _newest.Count > 0 && _byKey.TryGetValue(key, out newest);
    }

    public void Add(ProposedWrite write)
    {
        write.KeyHash = HashOf(write.Key);
        // The older write's buffers are reused after its apply, so it may not stay behind as the dictionary's key.
        _newest.Remove(write);
        _newest.Add(write, write);
    }

    /// <summary>Forgets an image that is now applied, unless a newer one has taken its place.</summary>
    public void Applied(ProposedWrite write)
    {
        if (_newest.TryGetValue(write, out var newest) && ReferenceEquals(newest, write))
            _newest.Remove(write);
    }

    public void Clear() => _newest.Clear();

    private static int HashOf(ReadOnlySpan<byte> key) => unchecked((int)XxHash64.Compute(key));

    private sealed class ByKey : IEqualityComparer<ProposedWrite>, IAlternateEqualityComparer<ReadOnlySpan<byte>, ProposedWrite>
    {
        public static ByKey Instance { get; } = new();

        public bool Equals(ProposedWrite? x, ProposedWrite? y) => x!.Key.SequenceEqual(y!.Key);
        public int GetHashCode(ProposedWrite write) => write.KeyHash;
        public bool Equals(ReadOnlySpan<byte> alternate, ProposedWrite other) => alternate.SequenceEqual(other.Key);
        public int GetHashCode(ReadOnlySpan<byte> alternate) => HashOf(alternate);
        public ProposedWrite Create(ReadOnlySpan<byte> alternate) => throw new NotSupportedException();
    }
}

using Ballast.Storage.Trees;

namespace Ballast.Storage.Snapshots;

/// <summary>Looks at the nodes of a tree in the order of a <see cref="PageWalk"/>, so at its leaves in the order of their keys: counts, and the order.</summary>
internal sealed class ContentCheck
{
    private readonly KeyOrder _keys = new();

    public long ItemCount { get; private set; }
    public long ContentBytes { get; private set; }

    /// <summary>Takes the next node, whose anatomy is sound; returns what is wrong with it.</summary>
    public string? Take(NodePage node) => node.IsLeaf ? TakeLeaf(node) : TakeInternal(node);

    private string? TakeLeaf(NodePage leaf)
    {
        for (var i = 0; i < leaf.Count; i++)
        {
            if (!_keys.TryPass(leaf.StoredKey(i), leaf.KeyLength(i)))
                return "its keys are out of order";
            ItemCount++;
            ContentBytes += leaf.KeyLength(i) + leaf.ValueWord(i).Length;
        }
        return null;
    }

    // Cell 0 has no bound.
    private static string? TakeInternal(NodePage node)
    {
        var separators = new KeyOrder();
        for (var i = 1; i < node.Count; i++)
            if (!separators.TryPass(node.StoredKey(i), node.KeyLength(i)))
                return "its separators are out of order";
        return null;
    }
}

/// <summary>Keys that must ascend, as far as their cells tell: of a long key that is its head.</summary>
internal sealed class KeyOrder
{
    private byte[] _previous = [];
    private bool _isPreviousLong;
    private bool _hasPrevious;

    public bool TryPass(ReadOnlySpan<byte> storedKey, int keyLength)
    {
        var isLong = StoredKeyFormat.IsLong(keyLength);
        if (isLong)
            storedKey = storedKey[..StoredKeyFormat.KeyHeadBytes];
        var isAscending = !_hasPrevious || IsAbove(storedKey, isLong);
        (_previous, _isPreviousLong, _hasPrevious) = (storedKey.ToArray(), isLong, true);
        return isAscending;
    }

    // Where one of the two is long, equal heads leave it open.
    private bool IsAbove(ReadOnlySpan<byte> key, bool isLong)
    {
        if (!isLong && !_isPreviousLong)
            return _previous.AsSpan().SequenceCompareTo(key) < 0;
        return HeadOf(_previous).SequenceCompareTo(HeadOf(key)) <= 0;
    }

    private static ReadOnlySpan<byte> HeadOf(ReadOnlySpan<byte> key) => key[..Math.Min(key.Length, StoredKeyFormat.KeyHeadBytes)];
}

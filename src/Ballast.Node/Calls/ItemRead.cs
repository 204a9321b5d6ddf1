using Ballast.Foundation.Buffers;
using Ballast.Node.Replicas;

namespace Ballast.Node.Calls;

/// <summary>Reads one item by its key.</summary>
public sealed class ItemRead : ReplicaCall
{
    /// <summary>In: the item's tree key (docs/formats/keys.md).</summary>
    public ByteBuffer Key { get; } = new(256);

    public bool Found { get; internal set; }

    /// <summary>Out: the item's document; empty when there is none.</summary>
    public ByteBuffer Document { get; } = new(2048);

    public override void Begin()
    {
        base.Begin();
        Key.Clear();
        Document.Clear();
        Found = false;
    }

    internal override void CopyAnswerFrom(ReplicaCall other)
    {
        base.CopyAnswerFrom(other);
        var read = (ItemRead)other;
        Found = read.Found;
        Copy(read.Document, Document);
    }

    private protected override void Rewind()
    {
        Document.Clear();
        Found = false;
    }

    private protected override void RunOn(Replica replica) => replica.Read(this);
}

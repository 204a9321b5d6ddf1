using Ballast.Foundation.Buffers;
using Ballast.Model.Expressions;
using Ballast.Model.Keys;
using Ballast.Node.Indexes;
using Ballast.Node.Replicas;

namespace Ballast.Node.Calls;

public enum WriteKind : byte
{
    Put = 1,
    Delete = 2,
    Update = 3,
}

/// <summary>Writes one item: evaluates a condition on the newest proposed image, then puts, deletes or updates.</summary>
public sealed class ItemWrite : ReplicaCall
{
    public WriteKind Kind { get; set; }

    /// <summary>In: the item's tree key.</summary>
    public ByteBuffer Key { get; } = new(256);

    /// <summary>In: for a put the whole item, for an update the key attributes; documents.</summary>
    public ByteBuffer Document { get; } = new(2048);

    public ConditionExpression? Condition { get; set; }
    public UpdateExpression? Update { get; set; }

    /// <summary>In: whether the caller wants the item as it was, after success or after a failed condition.</summary>
    public bool WantsOld { get; set; }

    /// <summary>In: whether the caller wants the item as it is after success.</summary>
    public bool WantsNew { get; set; }

    public bool OldFound { get; internal set; }

    /// <summary>Out: the item before the write, where it was wanted and existed.</summary>
    public ByteBuffer Old { get; } = new(0);

    /// <summary>Out: the item after the write, where it was wanted.</summary>
    public ByteBuffer New { get; } = new(0);

    /// <summary>Out: the item's size before and after in bytes, 0 where there is none.</summary>
    public int OldBytes { get; internal set; }

    public int NewBytes { get; internal set; }

    /// <summary>Out: write units that each local index took, by ordinal.</summary>
    public int[] IndexWriteUnits { get; } = new int[KeySpaces.LocalIndexesMax];

    /// <summary>Out: bytes of the item collection after the write; only where the table has local indexes.</summary>
    public long CollectionBytes { get; internal set; }

    /// <summary>Out: the text that goes with <see cref="CallOutcome.UpdateInvalid"/>.</summary>
    public string? Problem { get; internal set; }

    /// <summary>Out: what goes with <see cref="CallOutcome.IndexKeyInvalid"/>.</summary>
    public IndexKeyProblem? IndexKeyProblem { get; internal set; }

    public override void Begin()
    {
        base.Begin();
        Key.Clear();
        Document.Clear();
        Old.Clear();
        New.Clear();
        Condition = null;
        Update = null;
        WantsOld = WantsNew = OldFound = false;
        OldBytes = NewBytes = 0;
        CollectionBytes = 0;
        Problem = null;
        IndexKeyProblem = null;
        Array.Clear(IndexWriteUnits);
    }

    internal override void CopyAnswerFrom(ReplicaCall other)
    {
        base.CopyAnswerFrom(other);
        var write = (ItemWrite)other;
        OldFound = write.OldFound;
        Copy(write.Old, Old);
        Copy(write.New, New);
        (OldBytes, NewBytes, CollectionBytes) = (write.OldBytes, write.NewBytes, write.CollectionBytes);
        write.IndexWriteUnits.CopyTo(IndexWriteUnits, 0);
        (Problem, IndexKeyProblem) = (write.Problem, write.IndexKeyProblem);
    }

    // An evaluation begins with clean answers.
    private protected override void Rewind() => Array.Clear(IndexWriteUnits);

    private protected override void RunOn(Replica replica) => replica.Write(this);
}

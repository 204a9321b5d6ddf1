using Ballast.Foundation.Buffers;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Model.Expressions;
using Ballast.Node.Replicas;

namespace Ballast.Node.Calls;

/// <summary>Reads one page of a key range, of the table or of a local index, in key order or against it.</summary>
/// <remarks>
/// It runs in steps of bounded work and lets other calls run between them; each step begins behind the last key that was
/// read, so the page as a whole is read-committed.
/// </remarks>
public sealed class RangeRead : ReplicaCall
{
    /// <summary>In: the first key of the range.</summary>
    public ByteBuffer Start { get; } = new(256);

    /// <summary>In: the key behind the range; empty for no end.</summary>
    public ByteBuffer End { get; } = new(256);

    /// <summary>In: the key to continue behind, in reading direction; empty to begin at the edge.</summary>
    public ByteBuffer Behind { get; } = new(256);

    public bool Descending { get; set; }

    /// <summary>In: items to evaluate at most.</summary>
    public int ItemsMax { get; set; }

    /// <summary>In: evaluated bytes, or bytes of whole items that were fetched, after which the page ends.</summary>
    public int BytesMax { get; set; }

    public ConditionExpression? Filter { get; set; }

    /// <summary>In: count what matches and return no documents.</summary>
    public bool CountOnly { get; set; }

    /// <summary>In: the index that is read; null for the table.</summary>
    public LocalIndex? Index { get; set; }

    /// <summary>In: whether an index entry stands for the whole item, which is fetched from the table.</summary>
    public bool FetchWholeItems { get; set; }

    /// <summary>Out: items evaluated, and items that matched.</summary>
    public int Evaluated { get; internal set; }

    public int Matched { get; internal set; }

    /// <summary>Out: bytes of what was evaluated (of index entries where an index is read).</summary>
    public long EvaluatedBytes { get; internal set; }

    /// <summary>Out: read units for fetching whole items, at the price of an eventually consistent read in halves: each item rounds up by itself.</summary>
    public long FetchedUnits { get; internal set; }

    /// <summary>Out: matching documents, each behind its length in four bytes, little-endian.</summary>
    public ByteBuffer Documents { get; } = new(0);

    /// <summary>Out: whether the page ended before the range did.</summary>
    public bool HasMore { get; internal set; }

    /// <summary>Out: the last evaluated entry's document, from which the start key of the next page is made.</summary>
    public ByteBuffer LastDocument { get; } = new(256);

    /// <summary>What was applied when its first step read; null before.</summary>
    internal Slot? ReadAt { get; set; }

    /// <summary>Of the whole items that were fetched.</summary>
    internal long FetchedBytes { get; set; }

    /// <summary>Where the next step begins; empty before the first.</summary>
    internal ByteBuffer Place { get; } = new(256);

    public override void Begin()
    {
        base.Begin();
        Start.Clear();
        End.Clear();
        Behind.Clear();
        Filter = null;
        Index = null;
        Descending = CountOnly = FetchWholeItems = false;
        ItemsMax = int.MaxValue;
        Rewind();
    }

    internal override void CopyAnswerFrom(ReplicaCall other)
    {
        base.CopyAnswerFrom(other);
        var read = (RangeRead)other;
        (Evaluated, Matched, EvaluatedBytes, FetchedUnits) = (read.Evaluated, read.Matched, read.EvaluatedBytes, read.FetchedUnits);
        HasMore = read.HasMore;
        Copy(read.Documents, Documents);
        Copy(read.LastDocument, LastDocument);
    }

    private protected override void Rewind()
    {
        Documents.Clear();
        LastDocument.Clear();
        Place.Clear();
        ReadAt = null;
        HasMore = false;
        Evaluated = Matched = 0;
        EvaluatedBytes = FetchedUnits = FetchedBytes = 0;
    }

    private protected override void RunOn(Replica replica) => replica.ReadRange(this);
}

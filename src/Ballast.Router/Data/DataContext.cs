using Ballast.Foundation.Buffers;
using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Node.Calls;
using Ballast.Router.Requests;

namespace Ballast.Router.Data;

/// <summary>Everything that one request on items works with, from its members to the calls on replicas. Reused.</summary>
internal sealed class DataContext
{
    public DataRequest Request { get; init; } = new();
    public Placeholders Placeholders { get; } = new();
    public ItemRead Read { get; } = new();
    public ItemWrite Write { get; } = new();
    public RangeRead Range { get; } = new();

    /// <summary>Documents that are made for the answer.</summary>
    public DocumentBuilder Projected { get; } = new();

    public ByteBuffer Scratch { get; } = new(0);

    /// <summary>The table that the request names, once it was found.</summary>
    public TableDescription Table { get; set; } = null!;

    public ConditionExpression? Condition { get; set; }
    public ConditionExpression? Filter { get; set; }
    public ProjectionExpression? Projection { get; set; }
    public UpdateExpression? Update { get; set; }
    public KeyConditionExpression? KeyCondition { get; set; }

    /// <summary>Of KeyConditions; null where there are none.</summary>
    public List<AttributeTest>? KeyTests { get; set; }

    public void Begin()
    {
        Placeholders.Reset();
        Condition = Filter = null;
        Projection = null;
        Update = null;
        KeyCondition = null;
        KeyTests = null;
    }

    /// <summary>Lets go of the request.</summary>
    public void End()
    {
        Begin();
        Request.End();
        Projected.Reset();
        Scratch.Clear();
    }

    /// <summary>Gives the request's names to the expressions. They refer to the request's bytes.</summary>
    public ExpressionError? TakeNames()
    {
        foreach (var (placeholder, name) in Request.Names)
            if (Placeholders.AddName(placeholder, name) is { } error)
                return error;
        return null;
    }

    /// <summary>As <see cref="TakeNames"/>, for the values.</summary>
    public ExpressionError? TakeValues()
    {
        var memory = Request.Values.WrittenMemory;
        foreach (var entry in new DocumentView(memory.Span))
            if (Placeholders.AddValue(SliceOf(memory, entry.Name), SliceOf(memory, entry.Value.Encoded)) is { } error)
                return error;
        return null;
    }

    private static ReadOnlyMemory<byte> SliceOf(ReadOnlyMemory<byte> whole, ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty)
            return default;
        var lies = whole.Span.Overlaps(part, out var offset);
        Foundation.Invariant.Holds(lies);
        return whole.Slice(offset, part.Length);
    }
}

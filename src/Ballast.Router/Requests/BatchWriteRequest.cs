using Ballast.Model.Documents;
using Ballast.Router.Errors;
using Ballast.Router.Json;
using Ballast.Router.Validation;

namespace Ballast.Router.Requests;

/// <summary>One put or delete of a BatchWriteItem.</summary>
/// <param name="Put">The item to put, a document; null for a delete.</param>
/// <param name="Delete">The key to delete, a document; null for a put.</param>
/// <param name="Problem">The first value of it that is none.</param>
internal sealed record BatchWriteEntry(string TableName, byte[]? Put, byte[]? Delete, ApiError? Problem);

/// <summary>The members of a BatchWriteItem.</summary>
internal sealed class BatchWriteRequest : BatchRequest
{
    // Entries that are kept.
    private const int KeptMax = 25;

    /// <summary>The first of the entries.</summary>
    public List<BatchWriteEntry> Entries { get; } = [];

    /// <summary>All entries that were sent.</summary>
    public int EntryCount { get; private set; }

    /// <summary>The most entries of one table.</summary>
    public int LongestList { get; private set; }

    /// <summary>A table without any request, which is an error of its own.</summary>
    public string? EmptyTable { get; private set; }

    /// <summary>Members that an entry must have and has not, by their paths; as many as are told.</summary>
    public List<string> MissingMembers { get; } = [];

    /// <summary>An entry that asks for not exactly one thing.</summary>
    public bool HasMalformedEntry { get; private set; }

    public string? ReturnItemCollectionMetrics { get; private set; }

    protected override void ReadMember(ref BodyReader reader, string member)
    {
        if (member == "ReturnItemCollectionMetrics")
            ReturnItemCollectionMetrics = reader.Text();
        else
            reader.SkipValue();
    }

    protected override void BeginTables()
    {
        Entries.Clear();
        MissingMembers.Clear();
        EntryCount = LongestList = 0;
        EmptyTable = null;
        HasMalformedEntry = false;
    }

    protected override void ReadTable(ref BodyReader reader, string table, DocumentBuilder document)
    {
        var before = EntryCount;
        if (reader.BeginArrayUnlessNull())
            while (reader.NextElement())
                ReadEntry(ref reader, table, EntryCount - before + 1, document);
        LongestList = Math.Max(LongestList, EntryCount - before);
        if (EntryCount == before)
            EmptyTable ??= table;
    }

    // {"PutRequest": {"Item": {…}}} or {"DeleteRequest": {"Key": {…}}}
    private void ReadEntry(ref BodyReader reader, string table, int number, DocumentBuilder document)
    {
        byte[]? put = null, delete = null;
        if (!reader.ElementIsObject())
            return;
        while (reader.NextMember())
        {
            switch (reader.MemberName())
            {
                case "PutRequest":
                    put = ReadInner(ref reader, "Item", document, (table, number, "putRequest.item"));
                    break;
                case "DeleteRequest":
                    delete = ReadInner(ref reader, "Key", document, (table, number, "deleteRequest.key"));
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }
        HasMalformedEntry |= put is null == delete is null;
        var problem = reader.TakeValueProblem(out _);
        if (EntryCount++ < KeptMax)
            Entries.Add(new BatchWriteEntry(table, put, delete, problem));
    }

    private byte[]? ReadInner(ref BodyReader reader, string member, DocumentBuilder document, (string Table, int Number, string Member) place)
    {
        byte[]? found = null;
        if (!reader.BeginObjectUnlessNull())
            return null;
        while (reader.NextMember())
        {
            if (reader.MemberName() != member)
                reader.SkipValue();
            else if (reader.Document(document))
                found = document.Written.ToArray();
        }
        if (found is null && MissingMembers.Count < Violations.CountMax)
            MissingMembers.Add($"requestItems.{ShownText.Of(place.Table)}.member.{place.Number}.member.{place.Member}");
        return found;
    }
}

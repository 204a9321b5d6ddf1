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
internal sealed class BatchWriteRequest
{
    // No valid batch has more entries. Those behind them are read for their faults, and counted.
    private const int KeptMax = 25;

    /// <summary>The first of the entries; null when the member is absent.</summary>
    public List<BatchWriteEntry>? Entries { get; private set; }

    /// <summary>All entries that were sent.</summary>
    public int EntryCount { get; private set; }

    /// <summary>The most entries of one table.</summary>
    public int LongestList { get; private set; }

    /// <summary>Tables that are named; null when the member is absent.</summary>
    public int? TableCount { get; private set; }

    /// <summary>A table without any request, which is an error of its own.</summary>
    public string? EmptyTable { get; private set; }

    /// <summary>Members that an entry must have and has not, by their paths; as many as are told.</summary>
    public List<string> MissingMembers { get; } = [];

    /// <summary>An entry that asks for not exactly one thing.</summary>
    public bool HasMalformedEntry { get; private set; }

    public string? ReturnConsumedCapacity { get; private set; }
    public string? ReturnItemCollectionMetrics { get; private set; }

    public ApiError? Read(ReadOnlyMemory<byte> body)
    {
        var reader = new BodyReader(body);
        reader.BeginBody();
        while (reader.NextMember())
        {
            switch (reader.MemberName())
            {
                case "RequestItems":
                    ReadTables(ref reader);
                    break;
                case "ReturnConsumedCapacity":
                    ReturnConsumedCapacity = reader.Text();
                    break;
                case "ReturnItemCollectionMetrics":
                    ReturnItemCollectionMetrics = reader.Text();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }
        reader.EndBody();
        return reader.Problem;
    }

    private void ReadTables(ref BodyReader reader)
    {
        if (!reader.BeginObjectUnlessNull())
            return;
        Entries = [];
        TableCount = EntryCount = 0;
        var seen = new SeenNames();
        using var document = new DocumentBuilder();
        while (reader.NextMember())
        {
            if (!seen.Add(reader.MemberNameUtf8()))
                reader.Refuse(ValueTexts.DuplicateName);
            var table = reader.MemberName();
            var before = EntryCount;
            TableCount++;
            if (reader.BeginArrayUnlessNull())
                while (reader.NextElement())
                    ReadEntry(ref reader, table, EntryCount - before + 1, document);
            LongestList = Math.Max(LongestList, EntryCount - before);
            if (EntryCount == before)
                EmptyTable ??= table;
        }
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
            Entries!.Add(new BatchWriteEntry(table, put, delete, problem));
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
            MissingMembers.Add($"requestItems.{place.Table}.member.{place.Number}.member.{place.Member}");
        return found;
    }
}

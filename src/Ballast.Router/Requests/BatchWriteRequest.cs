using Ballast.Model.Documents;
using Ballast.Router.Errors;
using Ballast.Router.Json;

namespace Ballast.Router.Requests;

/// <summary>One put or delete of a BatchWriteItem.</summary>
/// <param name="Put">The item to put, a document; null for a delete.</param>
/// <param name="Delete">The key to delete, a document; null for a put.</param>
/// <param name="Problem">The first value of it that is none.</param>
internal sealed record BatchWriteEntry(string TableName, byte[]? Put, byte[]? Delete, ApiError? Problem);

/// <summary>The members of a BatchWriteItem.</summary>
internal sealed class BatchWriteRequest : BatchRequest
{
    public List<BatchWriteEntry> Entries { get; } = [];

    /// <summary>A table without any request, which is an error of its own.</summary>
    public string? EmptyTable { get; private set; }

    /// <summary>Members that an entry must have and has not, by their paths.</summary>
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

    protected override void ReadTable(ref BodyReader reader, string table, DocumentBuilder document)
    {
        var before = Entries.Count;
        if (reader.BeginArray())
            while (reader.NextElement())
                ReadEntry(ref reader, table, Entries.Count - before + 1, document);
        if (Entries.Count == before)
            EmptyTable ??= table;
    }

    // {"PutRequest": {"Item": {…}}} or {"DeleteRequest": {"Key": {…}}}
    private void ReadEntry(ref BodyReader reader, string table, int number, DocumentBuilder document)
    {
        byte[]? put = null, delete = null;
        var path = $"requestItems.{table}.member.{number}.member";
        if (!reader.ElementIsObject())
            return;
        while (reader.NextMember())
        {
            switch (reader.MemberName())
            {
                case "PutRequest":
                    put = ReadInner(ref reader, "Item", path + ".putRequest.item", document);
                    break;
                case "DeleteRequest":
                    delete = ReadInner(ref reader, "Key", path + ".deleteRequest.key", document);
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }
        HasMalformedEntry |= put is null == delete is null;
        Entries.Add(new BatchWriteEntry(table, put, delete, reader.TakeValueProblem(out _)));
    }

    private byte[]? ReadInner(ref BodyReader reader, string member, string path, DocumentBuilder document)
    {
        byte[]? found = null;
        if (!reader.BeginObject())
            return null;
        while (reader.NextMember())
        {
            if (reader.MemberName() != member)
                reader.SkipValue();
            else if (reader.Document(document))
                found = document.Written.ToArray();
        }
        if (found is null)
            MissingMembers.Add(path);
        return found;
    }
}

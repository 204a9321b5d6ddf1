using Ballast.Model.Documents;
using Ballast.Router.Errors;
using Ballast.Router.Json;

namespace Ballast.Router.Requests;

/// <summary>The keys of one table in a BatchGetItem, with what is said of them together.</summary>
internal sealed class BatchGetTable(string tableName)
{
    public string TableName => tableName;

    /// <summary>ConsistentRead, projection and names, as in a request of their own.</summary>
    public DataRequest Options { get; } = new();

    /// <summary>Documents of keys.</summary>
    public List<byte[]> Keys { get; } = [];
}

/// <summary>The members of a BatchGetItem.</summary>
internal sealed class BatchGetRequest
{
    /// <summary>Null when the member is absent.</summary>
    public List<BatchGetTable>? Tables { get; private set; }

    public string? ReturnConsumedCapacity { get; private set; }

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
        if (!reader.BeginObject())
            return;
        Tables = [];
        using var key = new DocumentBuilder();
        while (reader.NextMember())
        {
            var table = new BatchGetTable(reader.MemberName());
            Tables.Add(table);
            if (reader.BeginObject())
                ReadTable(ref reader, table, key);
        }
    }

    private static void ReadTable(ref BodyReader reader, BatchGetTable table, DocumentBuilder key)
    {
        table.Options.Clear(Legacy.LegacyMembers.OfGet);
        while (reader.NextMember())
        {
            if (reader.MemberName() != "Keys")
                table.Options.ReadMember(ref reader);
            else if (reader.BeginArray())
                while (reader.NextElement())
                    if (reader.DocumentHere(key))
                        table.Keys.Add(key.Written.ToArray());
        }
    }
}

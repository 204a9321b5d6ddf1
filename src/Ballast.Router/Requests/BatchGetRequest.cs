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

    /// <summary>The member is there.</summary>
    public bool HasKeys { get; set; }

    /// <summary>Documents of keys.</summary>
    public List<byte[]> Keys { get; } = [];

    /// <summary>The first value of a key that is none, and which key it is in.</summary>
    public (ApiError Error, int Key)? KeyProblem { get; set; }
}

/// <summary>The members of a BatchGetItem.</summary>
internal sealed class BatchGetRequest : BatchRequest
{
    public List<BatchGetTable> Tables { get; } = [];

    protected override void ReadTable(ref BodyReader reader, string table, DocumentBuilder document)
    {
        Tables.Add(new BatchGetTable(table));
        if (reader.BeginObject())
            ReadMembers(ref reader, Tables[^1], document);
    }

    private static void ReadKey(ref BodyReader reader, BatchGetTable table, DocumentBuilder key)
    {
        if (!reader.DocumentHere(key))
            return;
        if (reader.TakeValueProblem(out _) is { } problem)
            table.KeyProblem ??= (problem, table.Keys.Count);
        table.Keys.Add(key.Written.ToArray());
    }

    private static void ReadMembers(ref BodyReader reader, BatchGetTable table, DocumentBuilder key)
    {
        table.Options.Clear(Legacy.LegacyMembers.OfGet);
        while (reader.NextMember())
        {
            if (reader.MemberName() != "Keys")
                table.Options.ReadMember(ref reader);
            else if (reader.BeginArray())
            {
                table.HasKeys = true;
                while (reader.NextElement())
                    ReadKey(ref reader, table, key);
            }
        }
    }
}

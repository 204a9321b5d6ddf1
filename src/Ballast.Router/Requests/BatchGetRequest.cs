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
    public bool HasKeys { get; private set; }

    /// <summary>Documents of the keys, the first so many as a batch may have.</summary>
    public List<byte[]> Keys { get; } = [];

    /// <summary>All keys that were sent.</summary>
    public int KeyCount { get; private set; }

    /// <summary>Forgets the keys, since the member comes again.</summary>
    public void BeginKeys()
    {
        HasKeys = true;
        KeyCount = 0;
        Keys.Clear();
        KeyProblem = null;
    }

    /// <param name="key">The key's document.</param>
    /// <param name="problem">The first value in it that is none.</param>
    public void Take(ReadOnlySpan<byte> key, ApiError? problem)
    {
        if (problem is not null)
            KeyProblem ??= (problem, KeyCount);
        if (KeyCount++ < BatchGetRequest.KeptMax)
            Keys.Add(key.ToArray());
    }

    /// <summary>The first value of a key that is none, and which key it is in.</summary>
    public (ApiError Error, int Key)? KeyProblem { get; private set; }
}

/// <summary>The members of a BatchGetItem.</summary>
internal sealed class BatchGetRequest
{
    /// <summary>Tables and keys of one that are kept: no valid batch has more. Those behind them are read for their faults, and counted.</summary>
    public const int KeptMax = 100;

    /// <summary>Null when the member is absent.</summary>
    public List<BatchGetTable>? Tables { get; private set; }

    /// <summary>All tables that were sent.</summary>
    public int TableCount { get; private set; }

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
        if (!reader.BeginObjectUnlessNull())
            return;
        Tables = [];
        TableCount = 0;
        var seen = new SeenNames();
        using var key = new DocumentBuilder();
        BatchGetTable table = null!;
        while (reader.NextMember())
        {
            if (!seen.Add(reader.MemberNameUtf8()))
                reader.Refuse(ValueTexts.DuplicateName);
            if (TableCount++ < KeptMax)
                Tables.Add(table = new BatchGetTable(reader.MemberName()));
            else if (TableCount == KeptMax + 1)
                table = new BatchGetTable("");
            if (reader.BeginObjectUnlessNull())
                ReadTable(ref reader, table, key);
        }
    }

    private static void ReadKey(ref BodyReader reader, BatchGetTable table, DocumentBuilder key)
    {
        if (reader.DocumentHere(key))
            table.Take(key.Written, reader.TakeValueProblem(out _));
    }

    private static void ReadTable(ref BodyReader reader, BatchGetTable table, DocumentBuilder key)
    {
        table.Options.Clear(Legacy.LegacyMembers.OfGet);
        while (reader.NextMember())
        {
            if (reader.MemberName() != "Keys")
                table.Options.ReadMember(ref reader);
            else if (reader.BeginArrayUnlessNull())
            {
                table.BeginKeys();
                while (reader.NextElement())
                    ReadKey(ref reader, table, key);
            }
        }
    }
}

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
internal sealed class BatchGetRequest : BatchRequest
{
    /// <summary>Tables, and keys of one, that are kept.</summary>
    public const int KeptMax = 100;

    // Takes what stands behind the kept tables.
    private readonly BatchGetTable _rest = new("");

    public List<BatchGetTable> Tables { get; } = [];

    protected override void BeginTables() => Tables.Clear();

    protected override void ReadTable(ref BodyReader reader, string table, DocumentBuilder document)
    {
        var part = _rest;
        if (TableCount <= KeptMax)
            Tables.Add(part = new BatchGetTable(table));
        if (reader.BeginObjectUnlessNull())
            ReadMembers(ref reader, part, document);
    }

    private static void ReadKey(ref BodyReader reader, BatchGetTable table, DocumentBuilder key)
    {
        if (reader.DocumentHere(key))
            table.Take(key.Written, reader.TakeValueProblem(out _));
    }

    private static void ReadMembers(ref BodyReader reader, BatchGetTable table, DocumentBuilder key)
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

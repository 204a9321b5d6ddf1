using Ballast.Model.Documents;
using Ballast.Router.Errors;
using Ballast.Router.Json;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Requests;

/// <summary>What the two batches have in common: RequestItems, a map from tables to what is asked of each.</summary>
/// <remarks>A batch keeps as many parts as a valid one may have. Those behind them are read for their faults, and counted.</remarks>
internal abstract class BatchRequest
{
    /// <summary>Tables that are named; null when the member is absent.</summary>
    public int? TableCount { get; private set; }

    /// <summary>The first table whose name is none.</summary>
    public string? WrongName { get; private set; }

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
                case var other:
                    ReadMember(ref reader, other);
                    break;
            }
        }
        reader.EndBody();
        return reader.Problem;
    }

    /// <summary>Forgets the tables, since the member comes again.</summary>
    protected abstract void BeginTables();

    /// <summary>Reads what is asked of one table.</summary>
    /// <param name="reader">Stands on the table's name.</param>
    /// <param name="table">The name.</param>
    /// <param name="document">Scratch for keys and items.</param>
    protected abstract void ReadTable(ref BodyReader reader, string table, DocumentBuilder document);

    /// <summary>Reads a member that only one of the batches has.</summary>
    protected virtual void ReadMember(ref BodyReader reader, string member) => reader.SkipValue();

    private void ReadTables(ref BodyReader reader)
    {
        if (!reader.BeginObjectUnlessNull())
            return;
        TableCount = 0;
        WrongName = null;
        BeginTables();
        var seen = new SeenNames();
        using var document = new DocumentBuilder();
        while (reader.NextMember())
        {
            if (!seen.Add(reader.MemberNameUtf8()))
                reader.Refuse(ValueTexts.DuplicateName);
            TableCount++;
            var table = reader.MemberName();
            if (WrongName is null && !NameOrArnText.IsKey(table, out _))
                WrongName = table;
            ReadTable(ref reader, table, document);
        }
    }
}

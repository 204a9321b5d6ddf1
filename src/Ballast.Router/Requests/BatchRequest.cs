using Ballast.Model.Documents;
using Ballast.Router.Errors;
using Ballast.Router.Json;

namespace Ballast.Router.Requests;

/// <summary>What the two batches have in common: RequestItems, a map from tables to what is asked of each.</summary>
internal abstract class BatchRequest
{
    /// <summary>The tables as they are named, in the order of the request; null when the member is absent.</summary>
    public List<string>? TableNames { get; private set; }

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

    /// <summary>Reads what is asked of one table.</summary>
    /// <param name="reader">Stands on the table's name.</param>
    /// <param name="table">The name.</param>
    /// <param name="document">Scratch for keys and items.</param>
    protected abstract void ReadTable(ref BodyReader reader, string table, DocumentBuilder document);

    /// <summary>Reads a member that only one of the batches has.</summary>
    protected virtual void ReadMember(ref BodyReader reader, string member) => reader.SkipValue();

    private void ReadTables(ref BodyReader reader)
    {
        if (!reader.BeginObject())
            return;
        TableNames = [];
        using var document = new DocumentBuilder();
        while (reader.NextMember())
        {
            TableNames.Add(reader.MemberName());
            ReadTable(ref reader, TableNames[^1], document);
        }
    }
}

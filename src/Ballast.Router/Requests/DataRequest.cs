using Ballast.Model.Documents;
using Ballast.Router.Errors;
using Ballast.Router.Json;
using Ballast.Router.Legacy;

namespace Ballast.Router.Requests;

/// <summary>The members of one request that reads or writes items of one table, whichever of them it has.</summary>
/// <remarks>Reused. Which members count is the operation's business: DynamoDB ignores those that an operation does not know.</remarks>
internal sealed class DataRequest
{
    private LegacyParameters? _legacy;

    /// <summary>The name or ARN as it was sent.</summary>
    public string? TableName { get; private set; }

    public string? IndexName { get; private set; }
    public bool HasKey { get; private set; }
    public DocumentBuilder Key { get; } = new();
    public bool HasItem { get; private set; }
    public DocumentBuilder Item { get; } = new();
    public bool HasStartKey { get; private set; }
    public DocumentBuilder StartKey { get; } = new();
    public bool? ConsistentRead { get; private set; }
    public ReadOnlyMemory<byte>? Condition { get; private set; }
    public ReadOnlyMemory<byte>? Filter { get; private set; }
    public ReadOnlyMemory<byte>? KeyCondition { get; private set; }
    public ReadOnlyMemory<byte>? Projection { get; private set; }
    public ReadOnlyMemory<byte>? Update { get; private set; }

    public bool HasNames { get; private set; }

    /// <summary>Attribute names by placeholder; UTF-8.</summary>
    public List<(ReadOnlyMemory<byte> Placeholder, ReadOnlyMemory<byte> Name)> Names { get; } = [];

    public bool HasValues { get; private set; }

    /// <summary>Values by placeholder, as a document.</summary>
    public DocumentBuilder Values { get; } = new();

    public string? ReturnValues { get; private set; }
    public string? ReturnValuesOnConditionCheckFailure { get; private set; }
    public string? ReturnConsumedCapacity { get; private set; }
    public string? ReturnItemCollectionMetrics { get; private set; }
    public long? Limit { get; private set; }
    public bool? ScanIndexForward { get; private set; }
    public string? Select { get; private set; }
    public long? Segment { get; private set; }
    public long? TotalSegments { get; private set; }

    /// <summary>Which parameters from before expressions the operation has.</summary>
    public LegacyMembers Known { get; private set; }

    /// <summary>Those of them that were sent; null for none.</summary>
    public LegacyParameters? Legacy => _legacy;

    /// <summary>Reads a whole body.</summary>
    public ApiError? Read(ReadOnlyMemory<byte> body, LegacyMembers known)
    {
        Clear(known);
        var reader = new BodyReader(body);
        reader.BeginBody();
        ReadMembers(ref reader);
        reader.EndBody();
        return reader.Problem;
    }

    /// <summary>Reads the members of the object in which the reader stands, up to its end.</summary>
    public void ReadMembers(ref BodyReader reader)
    {
        while (reader.NextMember())
            ReadMember(ref reader);
    }

    /// <summary>Reads the member on whose name the reader stands.</summary>
    public void ReadMember(ref BodyReader reader)
    {
        Span<char> scratch = stackalloc char[DataMembers.NameCharsMax];
        ReadMember(ref reader, DataMembers.Find(reader.MemberName(scratch)));
    }

    private void ReadMember(ref BodyReader reader, DataMember member)
    {
        if (!ReadKeyOrItem(ref reader, member) && !ReadExpression(ref reader, member) && !ReadReturn(ref reader, member)
            && !ReadPaging(ref reader, member))
            reader.SkipValue();
    }

    private bool ReadKeyOrItem(ref BodyReader reader, DataMember member)
    {
        switch (member)
        {
            case DataMember.TableName:
                TableName = reader.Text();
                return true;
            case DataMember.Key:
                HasKey = reader.Document(Key);
                return true;
            case DataMember.Item:
                HasItem = reader.Document(Item);
                return true;
            case DataMember.ConsistentRead:
                ConsistentRead = reader.Flag();
                return true;
            default:
                return false;
        }
    }

    private bool ReadExpression(ref BodyReader reader, DataMember member)
    {
        switch (member)
        {
            case DataMember.ConditionExpression:
                Condition = reader.Utf8();
                return true;
            case DataMember.FilterExpression:
                Filter = reader.Utf8();
                return true;
            case DataMember.KeyConditionExpression:
                KeyCondition = reader.Utf8();
                return true;
            case DataMember.ProjectionExpression:
                Projection = reader.Utf8();
                return true;
            case DataMember.UpdateExpression:
                Update = reader.Utf8();
                return true;
            case DataMember.ExpressionAttributeNames:
                ReadNames(ref reader);
                return true;
            case DataMember.ExpressionAttributeValues:
                HasValues = reader.Document(Values);
                return true;
            default:
                return false;
        }
    }

    private bool ReadReturn(ref BodyReader reader, DataMember member)
    {
        switch (member)
        {
            case DataMember.ReturnValues:
                ReturnValues = reader.Text();
                return true;
            case DataMember.ReturnValuesOnConditionCheckFailure:
                ReturnValuesOnConditionCheckFailure = reader.Text();
                return true;
            case DataMember.ReturnConsumedCapacity:
                ReturnConsumedCapacity = reader.Text();
                return true;
            case DataMember.ReturnItemCollectionMetrics:
                ReturnItemCollectionMetrics = reader.Text();
                return true;
            case DataMember.Legacy:
                LegacyReader.Read(ref reader, reader.MemberName(), Known, ref _legacy);
                return true;
            default:
                return false;
        }
    }

    private bool ReadPaging(ref BodyReader reader, DataMember member)
    {
        switch (member)
        {
            case DataMember.IndexName:
                IndexName = reader.Text();
                return true;
            case DataMember.Limit:
                Limit = reader.Integer();
                return true;
            case DataMember.ExclusiveStartKey:
                HasStartKey = reader.Document(StartKey);
                return true;
            case DataMember.ScanIndexForward:
                ScanIndexForward = reader.Flag();
                return true;
            case DataMember.Select:
                Select = reader.Text();
                return true;
            case DataMember.Segment:
                Segment = reader.Integer();
                return true;
            case DataMember.TotalSegments:
                TotalSegments = reader.Integer();
                return true;
            default:
                return false;
        }
    }

    private void ReadNames(ref BodyReader reader)
    {
        if (!reader.BeginObject())
            return;
        HasNames = true;
        while (reader.NextMember())
        {
            var placeholder = reader.MemberNameUtf8();
            if (reader.Utf8() is { } name)
                Names.Add((placeholder, name));
        }
    }

    /// <summary>Forgets the last request.</summary>
    public void Clear(LegacyMembers known)
    {
        Known = known;
        _legacy = null;
        TableName = IndexName = null;
        Condition = Filter = KeyCondition = Projection = Update = null;
        ReturnValues = ReturnValuesOnConditionCheckFailure = ReturnConsumedCapacity = ReturnItemCollectionMetrics = Select = null;
        HasKey = HasItem = HasStartKey = HasNames = HasValues = false;
        ConsistentRead = ScanIndexForward = null;
        Limit = Segment = TotalSegments = null;
        Names.Clear();
    }
}

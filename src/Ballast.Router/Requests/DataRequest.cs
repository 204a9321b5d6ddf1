using System.Text;

using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Router.Errors;
using Ballast.Router.Json;
using Ballast.Router.Legacy;

namespace Ballast.Router.Requests;

/// <summary>The members of one request that reads or writes items of one table, whichever of them it has.</summary>
/// <remarks>Reused. Which members count is the operation's business: DynamoDB ignores those that an operation does not know.</remarks>
internal sealed class DataRequest
{
    private const int NamesKeptMax = 256;
    private readonly SeenNames _seen = new();
    private LegacyParameters? _legacy;

    /// <summary>The name or ARN as it was sent.</summary>
    public string? TableName { get; private set; }

    public string? IndexName { get; private set; }
    public bool HasKey { get; private set; }
    public DocumentBuilder Key { get; } = new();

    /// <summary>The first value of <see cref="Key"/> that is none.</summary>
    public ApiError? KeyProblem { get; private set; }

    public bool HasItem { get; private set; }
    public DocumentBuilder Item { get; } = new();

    /// <summary>The first value of <see cref="Item"/> that is none.</summary>
    public ApiError? ItemProblem { get; private set; }

    public bool HasStartKey { get; private set; }
    public DocumentBuilder StartKey { get; } = new();

    /// <summary>The first value of <see cref="StartKey"/> that is none.</summary>
    public ApiError? StartKeyProblem { get; private set; }

    public bool? ConsistentRead { get; private set; }
    public ReadOnlyMemory<byte>? Condition { get; private set; }
    public ReadOnlyMemory<byte>? Filter { get; private set; }
    public ReadOnlyMemory<byte>? KeyCondition { get; private set; }
    public ReadOnlyMemory<byte>? Projection { get; private set; }
    public ReadOnlyMemory<byte>? Update { get; private set; }

    /// <summary>Which expressions were sent.</summary>
    public ExpressionMembers Expressions =>
        (Update is null ? 0 : ExpressionMembers.Update)
        | (Filter is null ? 0 : ExpressionMembers.Filter)
        | (Condition is null ? 0 : ExpressionMembers.Condition)
        | (KeyCondition is null ? 0 : ExpressionMembers.KeyCondition)
        | (Projection is null ? 0 : ExpressionMembers.Projection);

    public bool HasNames { get; private set; }

    /// <summary>Attribute names by placeholder; UTF-8. Of more than <see cref="ExpressionLimits.PlaceholdersBytesMax"/>, only the first.</summary>
    public List<(ReadOnlyMemory<byte> Placeholder, ReadOnlyMemory<byte> Name)> Names { get; } = [];

    /// <summary>All names that were sent, with their placeholders.</summary>
    public long NamesBytes { get; private set; }

    /// <summary>The first placeholder whose name is a JSON null.</summary>
    public ReadOnlyMemory<byte>? NullName { get; private set; }

    public bool HasValues { get; private set; }

    /// <summary>Values by placeholder, as a document.</summary>
    public DocumentBuilder Values { get; } = new();

    /// <summary>The first of <see cref="Values"/> that is none.</summary>
    public ApiError? ValuesProblem { get; private set; }

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

    /// <summary>A member that is a text; null where it is absent.</summary>
    public string? TextOf(DataMember member) => member switch
    {
        DataMember.TableName => TableName,
        DataMember.IndexName => IndexName,
        DataMember.ReturnValues => ReturnValues,
        DataMember.ReturnValuesOnConditionCheckFailure => ReturnValuesOnConditionCheckFailure,
        DataMember.ReturnConsumedCapacity => ReturnConsumedCapacity,
        DataMember.ReturnItemCollectionMetrics => ReturnItemCollectionMetrics,
        DataMember.Select => Select,
        _ => throw new ArgumentOutOfRangeException(nameof(member), member, "Not a text."),
    };

    /// <summary>A member that is a number; null where it is absent.</summary>
    public long? NumberOf(DataMember member) => member switch
    {
        DataMember.Limit => Limit,
        DataMember.Segment => Segment,
        DataMember.TotalSegments => TotalSegments,
        _ => throw new ArgumentOutOfRangeException(nameof(member), member, "Not a number."),
    };

    /// <summary>Whether a member that an operation needs, and that is an item or a key, was sent.</summary>
    public bool Has(DataMember member) => member switch
    {
        DataMember.Key => HasKey,
        DataMember.Item => HasItem,
        _ => throw new ArgumentOutOfRangeException(nameof(member), member, "Neither an item nor a key."),
    };

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
                KeyProblem = reader.TakeValueProblem(out _);
                return true;
            case DataMember.Item:
                HasItem = reader.Document(Item);
                ItemProblem = reader.TakeValueProblem(out _);
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
                ValuesProblem = reader.TakeValueProblem(out var placeholder) is { } wrong
                    ? ValueTexts.OfPlaceholder(wrong, Encoding.UTF8.GetString(placeholder.Span))
                    : null;
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
                StartKeyProblem = reader.TakeValueProblem(out _) is { } wrong ? ValueTexts.OfStartKey(wrong) : null;
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
        if (!reader.BeginObjectUnlessNull())
            return;
        HasNames = true;
        NullName = null;
        NamesBytes = 0;
        Names.Clear();
        _seen.Clear();
        while (reader.NextMember())
        {
            var placeholder = reader.MemberNameUtf8();
            if (!_seen.Add(placeholder))
                reader.Refuse(ValueTexts.DuplicateName);
            if (reader.Utf8() is { } name)
                Take(placeholder, name);
            else
                NullName ??= placeholder;
        }
    }

    private void Take(ReadOnlyMemory<byte> placeholder, ReadOnlyMemory<byte> name)
    {
        if (NamesBytes <= ExpressionLimits.PlaceholdersBytesMax)
            Names.Add((placeholder, name));
        NamesBytes += placeholder.Length + name.Length;
    }

    /// <summary>Forgets the last request and lets go of its body, and of what it needed above the usual.</summary>
    public void End()
    {
        Clear(Known);
        Key.Reset();
        Item.Reset();
        StartKey.Reset();
        Values.Reset();
        if (Names.Capacity > NamesKeptMax)
            Names.Capacity = 0;
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
        KeyProblem = ItemProblem = StartKeyProblem = ValuesProblem = null;
        ConsistentRead = ScanIndexForward = null;
        Limit = Segment = TotalSegments = null;
        Names.Clear();
        NamesBytes = 0;
        _seen.Clear();
        NullName = null;
    }
}

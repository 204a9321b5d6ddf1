namespace Ballast.Router.Validation.Members;

/// <summary>Shapes that several members have.</summary>
internal static class Shapes
{
    public static FreeShape Free { get; } = new();
    public static FlagShape Flag { get; } = new();
    public static FreeText Text { get; } = new();
    public static NameText Name { get; } = new();
    public static NameOrArnText NameOrArn { get; } = new();
    public static LengthText ResourceArn { get; } = new(1, 1283);

    public static EnumText ReturnConsumedCapacity { get; } = new("INDEXES", "TOTAL", "NONE");
    public static EnumText ReturnItemCollectionMetrics { get; } = new("SIZE", "NONE");
    public static EnumText ReturnValues { get; } = new("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW");
    public static EnumText ReturnValuesOnFailure { get; } = new("ALL_OLD", "NONE");
    public static EnumText Select { get; } = new("SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES");
    public static NumberShape Limit { get; } = new(1);
    public static NumberShape Segment { get; } = new(0, 999_999);
    public static NumberShape TotalSegments { get; } = new(1, 1_000_000);

    private static readonly EnumText Comparison = new(
        "IN", "NULL", "BETWEEN", "LT", "NOT_CONTAINS", "EQ", "GT", "NOT_NULL", "NE", "LE", "BEGINS_WITH", "GE", "CONTAINS");

    public static ListShape AttributesToGet { get; } = new(Text, min: 1);
    public static EnumText ConditionalOperator { get; } = new("OR", "AND");

    public static MapShape Expected { get; } = new(Text, new StructureShape(
        new Member("ComparisonOperator", Comparison), new Member("AttributeValueList", Free), new Member("Value", Free), new Member("Exists", Flag)));

    public static MapShape Conditions { get; } = new(Text, new StructureShape(
        Member.Required("ComparisonOperator", Comparison), new Member("AttributeValueList", Free)));

    public static MapShape AttributeUpdates { get; } = new(Text, new StructureShape(
        new Member("Action", new EnumText("ADD", "DELETE", "PUT")), new Member("Value", Free)));

    public static EnumText BillingMode { get; } = new("PROVISIONED", "PAY_PER_REQUEST");
    public static EnumText TableClass { get; } = new("STANDARD", "STANDARD_INFREQUENT_ACCESS");

    private static readonly LengthText KeyName = new(1, 255);

    public static ListShape AttributeDefinitions { get; } = new(new StructureShape(
        Member.Required("AttributeName", KeyName), Member.Required("AttributeType", new EnumText("B", "N", "S"))));

    public static ListShape KeySchema { get; } = new(
        new StructureShape(Member.Required("AttributeName", KeyName), Member.Required("KeyType", new EnumText("HASH", "RANGE"))), min: 1, max: 2);

    public static StructureShape Throughput { get; } = new(
        Member.Required("ReadCapacityUnits", new NumberShape(1)), Member.Required("WriteCapacityUnits", new NumberShape(1)));

    // Their bounds depend on the table, and are told later.
    private static readonly NumberShape AnyUnits = new(long.MinValue);

    public static StructureShape OnDemandThroughput { get; } = new(new Member("MaxReadRequestUnits", AnyUnits), new Member("MaxWriteRequestUnits", AnyUnits));

    public static StructureShape WarmThroughput { get; } = new(new Member("ReadUnitsPerSecond", AnyUnits), new Member("WriteUnitsPerSecond", AnyUnits));

    private static readonly StructureShape Projection = new(
        new Member("ProjectionType", new EnumText("ALL", "INCLUDE", "KEYS_ONLY")), new Member("NonKeyAttributes", new ListShape(KeyName, min: 1, max: 20)));

    public static ListShape LocalIndexes { get; } = new(new StructureShape(
        Member.Required("IndexName", Name), Member.Required("KeySchema", KeySchema), Member.Required("Projection", Projection)));

    public static LengthText TagKey { get; } = new(1, 128);

    public static StructureShape Tag { get; } = new(Member.Required("Key", TagKey), Member.Required("Value", new LengthText(0, 256)));
}

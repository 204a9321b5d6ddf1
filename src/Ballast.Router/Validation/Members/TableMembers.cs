namespace Ballast.Router.Validation.Members;

/// <summary>The members of the operations on tables and their tags.</summary>
internal static class TableMembers
{
    public static OperationMembers CreateTable { get; } = new(
        "CreateTable",
        Member.Required("TableName", Shapes.Name),
        Member.Required("AttributeDefinitions", Shapes.AttributeDefinitions),
        Member.Required("KeySchema", Shapes.KeySchema),
        new Member("BillingMode", Shapes.BillingMode),
        new Member("TableClass", Shapes.TableClass),
        new Member("ProvisionedThroughput", Shapes.Throughput),
        new Member("OnDemandThroughput", Shapes.OnDemandThroughput),
        new Member("WarmThroughput", Shapes.WarmThroughput),
        new Member("LocalSecondaryIndexes", Shapes.LocalIndexes),
        new Member("DeletionProtectionEnabled", Shapes.Flag),
        new Member("Tags", new ListShape(Shapes.Tag)),
        Member.Later("GlobalSecondaryIndexes"),
        Member.Later("StreamSpecification"),
        Member.Later("SSESpecification"),
        Member.Later("ResourcePolicy"),
        Member.Later("GlobalTableSourceArn"),
        Member.Later("GlobalTableSettingsReplicationMode"),
        Member.Later("VectorIndexes"));

    public static OperationMembers UpdateTable { get; } = new(
        "UpdateTable",
        Member.Required("TableName", Shapes.NameOrArn),
        new Member("BillingMode", Shapes.BillingMode),
        new Member("TableClass", Shapes.TableClass),
        new Member("ProvisionedThroughput", Shapes.Throughput),
        new Member("OnDemandThroughput", Shapes.OnDemandThroughput),
        new Member("WarmThroughput", Shapes.WarmThroughput),
        new Member("AttributeDefinitions", Shapes.AttributeDefinitions),
        new Member("DeletionProtectionEnabled", Shapes.Flag),
        Member.Later("GlobalSecondaryIndexUpdates"),
        Member.Later("StreamSpecification"),
        Member.Later("SSESpecification"),
        Member.Later("ReplicaUpdates"),
        Member.Later("MultiRegionConsistency"),
        Member.Later("GlobalTableWitnessUpdates"),
        Member.Later("GlobalTableSettingsReplicationMode"),
        Member.Later("VectorIndexUpdates"));

    public static OperationMembers DescribeTable { get; } = OfTable("DescribeTable");
    public static OperationMembers DeleteTable { get; } = OfTable("DeleteTable");
    public static OperationMembers DescribeTimeToLive { get; } = OfTable("DescribeTimeToLive");
    public static OperationMembers DescribeContinuousBackups { get; } = OfTable("DescribeContinuousBackups");
    public static OperationMembers DescribeLimits { get; } = new("DescribeLimits");
    public static OperationMembers DescribeEndpoints { get; } = new("DescribeEndpoints");

    public static OperationMembers ListTables { get; } = new(
        "ListTables", new Member("ExclusiveStartTableName", Shapes.Name), new Member("Limit", new NumberShape(1, 100)));

    public static OperationMembers TagResource { get; } = new(
        "TagResource", Member.Required("Tags", new ListShape(Shapes.Tag, min: 1)), Member.Required("ResourceArn", Shapes.ResourceArn));

    public static OperationMembers UntagResource { get; } = new(
        "UntagResource", Member.Required("TagKeys", new ListShape(Shapes.TagKey)), Member.Required("ResourceArn", Shapes.ResourceArn));

    public static OperationMembers ListTagsOfResource { get; } = new(
        "ListTagsOfResource", Member.Required("ResourceArn", Shapes.ResourceArn), new Member("NextToken", Shapes.Text));

    private static OperationMembers OfTable(string operation) => new(operation, Member.Required("TableName", Shapes.NameOrArn));
}

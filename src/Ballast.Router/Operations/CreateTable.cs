using System.Collections.Immutable;
using System.Text.Json;

using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Tables;
using Ballast.Router.Validation;

namespace Ballast.Router.Operations;

/// <summary>CreateTable: begins a table, which is ACTIVE soon after.</summary>
internal sealed class CreateTable(ControlPlane tables) : TableOperation(tables)
{
    public override string Name => "CreateTable";

    protected override async Task<ApiError?> RunAsync(ApiCall call, TableRequest request)
    {
        var later = TableConstraints.RefuseLater(request, "GlobalSecondaryIndexes", "StreamSpecification", "SSESpecification",
            "ResourcePolicy", "GlobalTableSettingsReplicationMode", "VectorIndexes");
        var name = request.Text("TableName");
        var asked = ThroughputSettings.Read(request);
        var keySchema = request.List("KeySchema", JsonValueKind.Object);
        var definitions = request.List("AttributeDefinitions", JsonValueKind.Object);
        var indexes = request.List("LocalSecondaryIndexes", JsonValueKind.Object);
        var error = Constrain(request, name, keySchema, definitions, indexes) ?? later ?? ThroughputRules.CheckNew(asked);
        if (error is not null)
            return error;
        var tags = TagRules.Read(request, out var invalidTags);
        var schemas = new TableSchemas(request);
        if ((invalidTags ?? schemas.Build(keySchema!, definitions!, indexes) ?? ThroughputQuotas.Check(asked, Tables.Arns.Region)) is { } invalid)
            return invalid;
        var (outcome, table) = await Tables.Control.CreateAsync(Describe(request, asked, name!, schemas.Schema!, tags));
        if (Of(outcome, name!) is { } refused)
            return refused;
        await AnswerAsync(call, "TableDescription", table!);
        return null;
    }

    private static ApiError? Constrain(
        TableRequest request, string? name, List<JsonElement>? keySchema, List<JsonElement>? definitions, List<JsonElement>? indexes)
    {
        var violations = new Violations();
        Constraints.Name(ref violations, name, "tableName");
        TableConstraints.AttributeDefinitions(ref violations, request, definitions);
        TableConstraints.KeySchema(ref violations, request, keySchema, "keySchema");
        Constraints.Enum(ref violations, request.Text("BillingMode"), "billingMode", TableConstraints.BillingModes);
        Constraints.Enum(ref violations, request.Text("TableClass"), "tableClass", TableConstraints.TableClasses);
        if (request.Object("ProvisionedThroughput") is { } throughput)
            TableConstraints.Throughput(ref violations, request, throughput);
        if (indexes is not null)
            TableConstraints.LocalIndexes(ref violations, request, indexes);
        request.Flag("DeletionProtectionEnabled");
        request.List("Tags", JsonValueKind.Object);
        return Check(request, violations);
    }

    // What the control plane fills in has no meaning yet.
    private TableDescription Describe(
        TableRequest request, ThroughputSettings asked, string name, PartitionSchema schema, ImmutableSortedDictionary<string, string> tags)
    {
        var isOnDemand = asked.Mode == BillingMode.PayPerRequest;
        var throughput = ProvisionedThroughput.None with { ReadUnits = asked.Provisioned.Read ?? 0, WriteUnits = asked.Provisioned.Write ?? 0 };
        var initial = isOnDemand ? WarmThroughput.OfOnDemand : new WarmThroughput(throughput.ReadUnits, throughput.WriteUnits);
        var now = Tables.Time.GetUtcNow();
        return new TableDescription
        {
            Name = name,
            Id = Guid.Empty,
            Version = 0,
            Group = default(GroupId),
            Status = TableStatus.Creating,
            CreatedAt = now,
            Schema = schema,
            BillingMode = isOnDemand ? BillingMode.PayPerRequest : BillingMode.Provisioned,
            OnDemandSince = isOnDemand ? now : null,
            Throughput = throughput,
            OnDemand = new OnDemandThroughput(asked.OnDemand.Read, asked.OnDemand.Write),
            WarmAsked = asked.Warm.IsEmpty ? null : new WarmThroughput(asked.Warm.Read ?? initial.ReadUnits, asked.Warm.Write ?? initial.WriteUnits),
            TableClass = TableClasses.Parse(request.Text("TableClass")),
            DeletionProtection = request.Flag("DeletionProtectionEnabled") ?? false,
            Tags = tags,
        };
    }
}

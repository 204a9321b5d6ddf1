using System.Collections.Immutable;

using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Router.Errors;
using Ballast.Router.Http;
using Ballast.Router.Tables;
using Ballast.Router.Validation.Members;

namespace Ballast.Router.Operations;

/// <summary>CreateTable: begins a table, which is ACTIVE soon after.</summary>
internal sealed class CreateTable(ControlPlane tables) : TableOperation(tables)
{
    protected override OperationMembers Members => TableMembers.CreateTable;

    protected override async Task<ApiError?> RunAsync(ApiCall call, TableRequest request)
    {
        var asked = ThroughputSettings.Read(request);
        if (ThroughputRules.CheckNew(asked) is { } wrongThroughput)
            return wrongThroughput;
        var name = request.Text("TableName")!;
        var tags = TagRules.Read(request, out var invalidTags);
        var schemas = new TableSchemas();
        if ((invalidTags ?? schemas.Build(request) ?? ThroughputQuotas.Check(asked, Tables.Arns.Region)) is { } invalid)
            return invalid;
        var (outcome, table) = await Tables.Control.CreateAsync(Describe(request, asked, name, schemas.Schema!, tags));
        if (Of(outcome, name, table) is { } refused)
            return refused;
        await AnswerAsync(call, "TableDescription", table!);
        return null;
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

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
        if (ThroughputRules.Check(request, isNew: true) is { } wrongThroughput)
            return wrongThroughput;
        var name = request.Text("TableName")!;
        var tags = TagRules.Read(request, out var invalidTags);
        var schemas = new TableSchemas();
        if ((invalidTags ?? schemas.Build(request)) is { } invalid)
            return invalid;
        var (outcome, table) = await Tables.Control.CreateAsync(Describe(request, name, schemas.Schema!, tags));
        if (Of(outcome, name) is { } refused)
            return refused;
        await AnswerAsync(call, "TableDescription", table!);
        return null;
    }

    // What the control plane fills in has no meaning yet.
    private TableDescription Describe(TableRequest request, string name, PartitionSchema schema, ImmutableSortedDictionary<string, string> tags)
    {
        var isOnDemand = request.Text("BillingMode") == "PAY_PER_REQUEST";
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
            Throughput = isOnDemand ? ProvisionedThroughput.None : ThroughputRules.Read(request)!,
            TableClass = TableClasses.Parse(request.Text("TableClass")),
            DeletionProtection = request.Flag("DeletionProtectionEnabled") ?? false,
            Tags = tags,
        };
    }
}

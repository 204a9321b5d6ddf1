using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Ballast.Conformance.Compatibility;

/// <summary>A table with everything that a right request may ask of it.</summary>
public sealed class CompatibilityTable(ConformanceServer server) : TableFixture(server, static name => TableShape
    .HashRange(name, ScalarAttributeType.S, ScalarAttributeType.S).WithLocalIndex("index", "l", ScalarAttributeType.S, ProjectionType.ALL));

/// <summary>docs/compatibility.md against the server, row by row.</summary>
[DynamoDBLocalDiffers("has another page")]
public sealed class CompatibilityTests(CompatibilityTable table) : IClassFixture<CompatibilityTable>
{
    private readonly Wire _wire = new(table.Server);

    public static TheoryData<string> Operations { get; } = [.. Rows.Checked.Operations];

    public static TheoryData<string> LaterOperations { get; } = [.. Rows.Checked.Later.SelectMany(static row => row.Operations)];

    public static TheoryData<string, string> LaterParameters { get; } =
        [.. Rows.Checked.Parameters.Where(static row => row.IsLater).Select(static row => (row.Operation, row.Parameter))];

    [Fact]
    public void The_page_says_what_the_rows_say()
    {
        var page = File.ReadAllText(Rows.PagePath);
        var written = CompatibilityPage.With(page, Rows.Checked);
        if (Environment.GetEnvironmentVariable("BALLAST_WRITE_COMPATIBILITY") == "1")
            File.WriteAllText(Rows.PagePath, written);
        else
            Assert.Equal(written, page);
    }

    [Theory]
    [MemberData(nameof(LaterOperations))]
    public async Task An_operation_that_is_not_here_yet_is_refused_by_name_whatever_is_asked_of_it(string operation)
    {
        var isOfStreams = operation is "DescribeStream" or "GetRecords" or "GetShardIterator" or "ListStreams";
        var parameters = Assert.Single(Rows.Checked.LaterParameters, row => row.Operation == operation).Parameters;
        foreach (var body in parameters.Select(static name => $$"""{"{{name}}":{"Any":true} }""").Prepend("{}"))
        {
            var answer = await _wire.SendAsync((isOfStreams ? "DynamoDBStreams_20120810." : Wire.TargetPrefix) + operation, Encoding.UTF8.GetBytes(body));
            Assert.Equal((HttpStatusCode.BadRequest, "ValidationException"), (answer.Status, answer.ErrorCode));
            Assert.Contains($"the operation {operation} ", answer.ErrorMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_refused_operation_has_its_parameters() => Assert.Equal(
        Rows.Checked.Later.SelectMany(static row => row.Operations), Rows.Checked.LaterParameters.Select(static row => row.Operation));

    [Theory]
    [MemberData(nameof(LaterParameters))]
    public async Task A_parameter_that_is_not_here_yet_is_refused_by_name(string operation, string parameter)
    {
        var request = RightRequests.Of(operation, table, table.Server.UniqueName())[0];
        request[parameter] = new JsonObject { ["Any"] = true };
        var answer = await _wire.SendAsync(operation, request.ToJsonString());
        Assert.Equal((HttpStatusCode.BadRequest, "ValidationException"), (answer.Status, answer.ErrorCode));
        Assert.Contains($"the parameter {parameter} ", answer.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Every_parameter_that_works_is_in_a_request_that_is_answered(string operation)
    {
        var made = table.Server.UniqueName();
        if (operation == "DeleteTable")
            await MakeAsync(made);
        await PutItemAsync();
        var requests = RightRequests.Of(operation, table, made);
        foreach (var request in requests)
        {
            var answer = await _wire.SendAsync(operation, request.ToJsonString());
            if (answer.Status != HttpStatusCode.OK)
                Assert.Fail($"{request.ToJsonString()} is answered with '{answer.ErrorMessage}'.");
            if (operation == "CreateTable")
                await UnmakeAsync(made);
            if (operation is "DeleteItem")
                await PutItemAsync();
            await table.Server.WaitUntilActiveAsync(table.Name);
        }
        foreach (var row in Rows.Checked.Parameters.Where(row => row.Operation == operation && !row.IsLater))
            Assert.True(requests.Exists(request => new MemberPath(row.Parameter).In(request) is not null), $"No right request has {row}.");
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Every_constraint_holds_at_its_edge_and_breaks_one_past_it(string operation)
    {
        foreach (var row in Rows.Checked.Parameters.Where(row => row.Operation == operation))
            foreach (var constraint in row.Constraints)
                await ProbeAsync(row, constraint);
    }

    private async Task ProbeAsync(Row row, string constraint)
    {
        var path = new MemberPath(row.Parameter);
        var requests = RightRequests.Of(row.Operation, table, table.Server.UniqueName());
        var right = requests.Find(request => path.In(request) is not null)!;
        // Nothing is made or changed: this parameter is refused, after all constraints.
        if (row.Operation is "CreateTable" or "UpdateTable")
            right["GlobalTableSettingsReplicationMode"] = "ENABLED";
        var told = path.Told(right);
        foreach (var probe in Probes.Of(constraint, path.In(right)!))
        {
            var request = right.DeepClone();
            if (probe.Value is null)
                path.Remove(request);
            else
                path.Set(request, probe.Value);
            var answer = await _wire.SendAsync(row.Operation, request.ToJsonString());
            var message = answer.Status == HttpStatusCode.OK ? "" : answer.ErrorMessage;
            var isTold = message.Contains($"at '{told}' failed to satisfy constraint: ", StringComparison.Ordinal);
            var isRight = probe.Words is null ? !isTold : isTold && message.Contains(probe.Words, StringComparison.Ordinal);
            Assert.True(isRight, $"{row}, {constraint}: {request.ToJsonString()} is answered with '{message}'.");
        }
    }

    private Task PutItemAsync() => table.PutAsync(new()
    {
        ["pk"] = new AttributeValue("a"),
        ["sk"] = new AttributeValue("b"),
        ["l"] = new AttributeValue("c"),
    });

    private async Task MakeAsync(string name)
    {
        await table.Client.CreateTableAsync(TableShape.Hash(name, ScalarAttributeType.S));
        await table.Server.WaitUntilActiveAsync(name);
    }

    // The next request makes a table of the same name.
    private async Task UnmakeAsync(string name)
    {
        await table.Server.WaitUntilActiveAsync(name);
        await table.Client.DeleteTableAsync(name);
        await table.Server.WaitUntilGoneAsync(name);
    }
}

using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Tables;

/// <summary>A table that is on its way cannot be changed, and the answer says what is under way.</summary>
public sealed class InUseTests
{
    private const string Named = """{"TableName":"simple-table"}""";
    private const string Change = """{"TableName":"simple-table","DeletionProtectionEnabled":false}""";
    private readonly ApiWorld _world = ApiWorld.InMemory();

    [Fact]
    public void A_table_that_is_being_created() =>
        AssertInUse("CreateTable", Definitions.OfSimple.ToJsonString(), "Table is being created: simple-table", afterAnswer: true);

    [Fact]
    public void A_table_that_is_being_deleted()
    {
        _world.CreateTable(Definitions.OfSimple);
        AssertInUse("DeleteTable", Named, "Table is being deleted: simple-table", afterAnswer: true);
    }

    [Fact]
    public void A_table_that_is_being_changed()
    {
        _world.CreateTable(Definitions.OfSimple);
        AssertInUse("UpdateTable", """{"TableName":"simple-table","BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}}""",
            "Table: simple-table is in the process of being updated.", afterAnswer: false);
    }

    // A table cannot be asked for before it was begun; a change is over soon after it was answered.
    private void AssertInUse(string operation, string first, string words, bool afterAnswer)
    {
        var replies = _world.Run(async () =>
        {
            var begun = _world.SendAsync(Head.Of(operation), System.Text.Encoding.UTF8.GetBytes(first));
            if (afterAnswer)
                await begun;
            var changed = _world.SendAsync(Head.Of("UpdateTable"), System.Text.Encoding.UTF8.GetBytes(Change));
            var deleted = _world.SendAsync(Head.Of("DeleteTable"), System.Text.Encoding.UTF8.GetBytes(Named));
            return new[] { await begun, await changed, await deleted };
        });
        Assert.Equal(200, replies[0].Status);
        foreach (var reply in replies[1..])
        {
            Assert.Equal((400, "ResourceInUseException"), (reply.Status, reply.Error));
            Assert.Equal("Attempt to change a resource which is still in use: " + words, reply.Message);
        }
    }
}

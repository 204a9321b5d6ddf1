using System.Text.Json.Nodes;

using Ballast.Foundation;
using Ballast.Router.Tests.Worlds;
using Ballast.Simulation.Disks;

namespace Ballast.Router.Tests.Tables;

/// <summary>How often throughput and billing may change, over hours and days. The clock begins at midnight, UTC.</summary>
public sealed class ThroughputHistoryTests
{
    private const string Name = "provisioned";
    private readonly SimulatedDisk _disk = new(new Chance(1));
    private ApiWorld _world;

    public ThroughputHistoryTests()
    {
        _world = new ApiWorld(_disk, new Chance(2));
        _world.CreateTable(JsonNode.Parse($$"""
            {"TableName":"{{Name}}","ProvisionedThroughput":{"ReadCapacityUnits":100,"WriteCapacityUnits":100},
             "KeySchema":[{"AttributeName":"h","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"h","AttributeType":"S"}]}
            """)!);
    }

    [Fact]
    public void After_four_decreases_one_more_is_let_in_an_hour_after_the_last()
    {
        for (var units = 99; units >= 96; units--)
            Assert.Equal(200, Provision(units).Status);
        var last = _world.Executors.Time.Elapsed;
        Assert.Contains("Number of decreases today: 4. Last decrease at Tuesday, January 1, 2030 at 12:00:00 AM Coordinated Universal Time. Next decrease can be made at Tuesday, January 1, 2030 at 1:00:00 AM Coordinated Universal Time",
            Refusal(Provision(95)), StringComparison.Ordinal);
        PassUntil(last + TimeSpan.FromMinutes(59));
        Refusal(Provision(95));
        PassUntil(last + TimeSpan.FromHours(1));
        Assert.Equal(200, Provision(95).Status);
        Assert.Contains("Number of decreases today: 5.", Refusal(Provision(94)), StringComparison.Ordinal);
        Assert.Equal(5, (int)Described["ProvisionedThroughput"]!["NumberOfDecreasesToday"]!);
    }

    [Fact]
    public void Midnight_gives_all_four_decreases_back_and_keeps_the_time_of_the_last()
    {
        PassUntil(new TimeSpan(23, 30, 0));
        for (var units = 99; units >= 96; units--)
            Assert.Equal(200, Provision(units).Status);
        Assert.Contains("Next decrease can be made at Wednesday, January 2, 2030 at 12:00:00 AM Coordinated Universal Time", Refusal(Provision(95)), StringComparison.Ordinal);
        var last = (double)Described["ProvisionedThroughput"]!["LastDecreaseDateTime"]!;
        PassUntil(TimeSpan.FromDays(1));
        Assert.Equal(0, (int)Described["ProvisionedThroughput"]!["NumberOfDecreasesToday"]!);
        Assert.Equal(last, (double)Described["ProvisionedThroughput"]!["LastDecreaseDateTime"]!);
        for (var units = 95; units >= 92; units--)
            Assert.Equal(200, Provision(units).Status);
        Refusal(Provision(91));
    }

    [Fact]
    public void Twenty_seven_decreases_fit_in_a_day()
    {
        var units = 100;
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            PassUntil(TimeSpan.FromMinutes(minute));
            while (Provision(units - 1).Status == 200)
                units--;
        }
        Assert.Equal(27, 100 - units);
    }

    [Fact]
    public void A_table_becomes_on_demand_four_times_in_any_day()
    {
        for (var i = 0; i < 4; i++)
        {
            PassUntil(TimeSpan.FromHours(i));
            Assert.Equal(200, OnDemand().Status);
            Assert.Equal(200, OnDemand().Status);
            Assert.Equal(200, Provision(50 + i).Status);
        }
        _world.Close();
        _world = new ApiWorld(_disk, new Chance(3));
        Assert.Contains("Subscriber limit exceeded: Update to PayPerRequest mode are limited to 4 times in 1 day(s). Last update at ", Refusal(OnDemandAt(TimeSpan.Zero)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_switch_to_on_demand_is_forgotten_after_a_day()
    {
        for (var i = 0; i < 4; i++)
        {
            PassUntil(TimeSpan.FromHours(i));
            Assert.Equal(200, OnDemand().Status);
            Assert.Equal(200, Provision(50).Status);
        }
        Assert.Contains("Last update at Tue Jan 01 03:00:00 UTC 2030. Next update can be made at Wed Jan 02 00:00:00 UTC 2030", Refusal(OnDemand()), StringComparison.Ordinal);
        Assert.Equal(200, OnDemandAt(new TimeSpan(24, 0, 1)).Status);
        Assert.Equal(200, Provision(50).Status);
        Refusal(OnDemand());
    }

    [Fact]
    public void Settings_outlive_the_process()
    {
        Provision(20);
        _world.Do("UpdateTable", JsonNode.Parse($$$"""{"TableName":"{{{Name}}}","BillingMode":"PAY_PER_REQUEST","OnDemandThroughput":{"MaxReadRequestUnits":7} }""")!);
        _world.Executors.RunUntilIdle();
        _world.Do("UpdateTable", JsonNode.Parse($$$"""{"TableName":"{{{Name}}}","WarmThroughput":{"ReadUnitsPerSecond":13000} }""")!);
        _world.Executors.RunUntilIdle();
        var before = Described.ToJsonString();
        Assert.Contains("\"WarmThroughput\":{\"ReadUnitsPerSecond\":13000,\"WriteUnitsPerSecond\":4000,\"Status\":\"ACTIVE\"}", before, StringComparison.Ordinal);
        Assert.Contains("\"OnDemandThroughput\":{\"MaxReadRequestUnits\":7}", before, StringComparison.Ordinal);
        _world.Close();
        _world = new ApiWorld(_disk, new Chance(3));
        Assert.Equal(before, Described.ToJsonString());
    }

    [Fact]
    public void A_table_whose_warm_throughput_is_being_raised_takes_changes_but_no_deletion()
    {
        const string Raise = $$$"""{"TableName":"{{{Name}}}","WarmThroughput":{"ReadUnitsPerSecond":130,"WriteUnitsPerSecond":140} }""";
        // One call after the other, before anything behind the first answer has run.
        var answers = _world.Run(async () =>
        {
            var raised = _world.SendAsync(Head.Of("UpdateTable"), System.Text.Encoding.UTF8.GetBytes(Raise));
            var raisedAgain = _world.SendAsync(Head.Of("UpdateTable"), System.Text.Encoding.UTF8.GetBytes(Raise.Replace("130", "150", StringComparison.Ordinal)));
            var deleted = _world.SendAsync(Head.Of("DeleteTable"), System.Text.Encoding.UTF8.GetBytes($$"""{"TableName":"{{Name}}"}"""));
            return await Task.WhenAll(raised, raisedAgain, deleted);
        });
        Assert.Equal([200, 200, 400], answers.Select(static answer => answer.Status));
        Assert.Equal("ResourceInUseException", answers[2].Error);
        _world.Executors.RunUntilIdle();
        Assert.Equal("""{"ReadUnitsPerSecond":150,"WriteUnitsPerSecond":140,"Status":"ACTIVE"}""", Described["WarmThroughput"]!.ToJsonString());
    }

    private JsonNode Described => _world.Do("DescribeTable", new JsonObject { ["TableName"] = Name })["Table"]!;

    private ApiReply Provision(int units) =>
        Update($$$"""{"TableName":"{{{Name}}}","BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":{{{units}}},"WriteCapacityUnits":100} }""");

    private ApiReply OnDemand() => Update($$"""{"TableName":"{{Name}}","BillingMode":"PAY_PER_REQUEST"}""");

    private ApiReply OnDemandAt(TimeSpan time)
    {
        PassUntil(time);
        return OnDemand();
    }

    private ApiReply Update(string body)
    {
        var reply = _world.Call("UpdateTable", body);
        _world.Executors.RunUntilIdle();
        return reply;
    }

    private void PassUntil(TimeSpan time)
    {
        if (time - _world.Executors.Time.Elapsed is var rest && rest > TimeSpan.Zero)
            _world.Executors.RunFor(rest);
    }

    private static string Refusal(ApiReply reply)
    {
        Assert.Equal("LimitExceededException", reply.Error);
        return reply.Message;
    }
}

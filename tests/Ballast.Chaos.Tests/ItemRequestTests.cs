using System.Text.Json.Nodes;

using Ballast.Chaos.Load;
using Ballast.Histories.Items;
using Ballast.Processes;

namespace Ballast.Chaos.Tests;

public sealed class ItemRequestTests
{
    private static readonly ItemName Item = new("table", 3, 1, 2);

    [Fact]
    public void A_conditional_put_asks_for_what_failed()
    {
        var put = new ItemOperation.Put("t", 2) { Condition = new ItemCondition.TextIs("u"), TellsWhatFailed = true };
        var (name, body) = ItemRequests.Of(Item, put);
        Assert.Equal("PutItem", name);
        Assert.Equal("""{"p":{"S":"3-1"},"s":{"S":"marked-2"},"n":{"N":"2"},"t":{"S":"t"}}""", body["Item"]!.ToJsonString());
        Assert.Equal("t = :text", body["ConditionExpression"]!.GetValue<string>());
        Assert.Equal("ALL_OLD", body["ReturnValuesOnConditionCheckFailure"]!.GetValue<string>());
        var answer = JsonNode.Parse("""{"Item":{"n":{"N":"5"},"t":{"S":"v"}}}""");
        Assert.Equal(ItemResult.FailedBy(ItemImage.Of("v", 5)), ItemRequests.ResultOf(put, Answer.ConditionFailed, answer));
    }

    [Fact]
    public void An_update_adds_sets_and_tells_the_new_image()
    {
        var update = new ItemOperation.Update(1, "t") { Answer = ItemAnswer.New };
        var (name, body) = ItemRequests.Of(Item, update);
        Assert.Equal(("UpdateItem", "ADD n :add SET t = :set", "ALL_NEW"), (name, body["UpdateExpression"]!.GetValue<string>(), body["ReturnValues"]!.GetValue<string>()));
        Assert.Equal(ItemResult.Told(ItemImage.Of("t", 4)), ItemRequests.ResultOf(update, Answer.Done, JsonNode.Parse("""{"Attributes":{"n":{"N":"4"},"t":{"S":"t"}}}""")));
    }

    [Fact]
    public void What_the_api_does_not_have_is_not_asked_for()
    {
        Assert.Equal(ItemAnswer.Nothing, ((ItemOperation.Write)ItemRequests.AsTheApiHasIt(new ItemOperation.Delete { Answer = ItemAnswer.New })).Answer);
        Assert.Equal(ItemAnswer.New, ((ItemOperation.Write)ItemRequests.AsTheApiHasIt(new ItemOperation.Update(1) { Answer = ItemAnswer.New })).Answer);
    }

    [Fact]
    public void Without_an_answer_there_is_no_result()
    {
        Assert.Null(ItemRequests.ResultOf(new ItemOperation.Delete(), Answer.Unknown, null));
        Assert.Null(ItemRequests.ResultOf(new ItemOperation.Read(), Answer.Refused, null));
        Assert.Equal(ItemResult.Told(ItemImage.Absent), ItemRequests.ResultOf(new ItemOperation.Read(), Answer.Done, new JsonObject()));
    }
}

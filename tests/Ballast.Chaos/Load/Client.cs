using System.Text.Json.Nodes;

using Ballast.Histories.Items;
using Ballast.Processes;

namespace Ballast.Chaos.Load;

/// <summary>One client: one thing after another, at any of the nodes, and everything recorded.</summary>
internal sealed class Client(int number, Workload workload, Endpoints endpoints, SeenByClients seen, Func<long> now)
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromMilliseconds(20);

    public async Task RunAsync(Gate gate, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await gate.EnterAsync();
            try
            {
                await DoAsync(workload.Next());
            }
            catch (InvalidOperationException e)
            {
                seen.Complain(e.Message);
            }
            finally
            {
                gate.Leave();
            }
            await Task.Delay(workload.NextPace(), CancellationToken.None);
        }
    }

    public Task DoAsync(Chore chore) => chore.Kind switch
    {
        ChoreKind.Query => QueryAsync(chore.Item),
        ChoreKind.EventualRead => ReadEventuallyAsync(chore.Item),
        _ => OperateAsync(chore.Item, chore.Operation, chore.PadBytes),
    };

    private async Task OperateAsync(ItemName item, ItemOperation operation, int padBytes)
    {
        var (name, body) = ItemRequests.Of(item, operation, padBytes);
        var recorded = seen.Begin(item, number, operation);
        var (answer, told, _) = await AskAsync(name, body);
        if (ItemRequests.ResultOf(operation, answer, told) is { } result)
            seen.Succeed(item, recorded, result);
        else if (answer == Answer.Refused)
            seen.Fail(recorded);
        else
            seen.NeverKnow(recorded);
    }

    // One step of the server looks at a small collection as a whole, but nothing here asks for that: each item is read for itself.
    private async Task QueryAsync(ItemName item)
    {
        var recorded = item.InCollection().Select(one => (Item: one, Read: seen.Begin(one, number, new ItemOperation.Read()))).ToList();
        var (answer, told, _) = await AskAsync("Query", ItemRequests.Query(item));
        if (answer != Answer.Done)
            return;
        var found = told!["Items"]!.AsArray().ToDictionary(static row => row!["s"]!["S"]!.GetValue<string>(), ItemRequests.ImageOf);
        foreach (var (one, read) in recorded)
            seen.Succeed(one, read, ItemResult.Told(found.GetValueOrDefault(one.Sort)));
    }

    private async Task ReadEventuallyAsync(ItemName item)
    {
        var began = now();
        var (answer, told, _) = await AskAsync("GetItem", ItemRequests.Read(item, consistent: false));
        if (answer == Answer.Done)
            seen.ReadEventually(item, began, ItemRequests.ImageOf(told!["Item"]));
    }

    private async Task<Reply> AskAsync(string name, JsonObject body)
    {
        var client = endpoints.Pick(workload);
        var reply = await client.AskAsync(name, body);
        if (reply.Answer is Answer.Done or Answer.ConditionFailed)
            return reply;
        seen.HaveTrouble(reply.Trouble);
        if (reply.Body is null)
            endpoints.Shun(client);
        await Task.Delay(AfterTrouble);
        return reply;
    }
}

using Ballast.Foundation;
using Ballast.Histories.Models;
using Ballast.Histories.Recording;

namespace Ballast.Histories.Tests.Generated;

/// <summary>Makes histories by really doing the operations, each at a moment between its beginning and its end: linearizable by construction.</summary>
internal sealed class Generator<TState, TOperation, TResult>(ISequentialModel<TState, TOperation, TResult> model, Func<Chance, int, TOperation> draw)
    where TState : notnull
{
    /// <summary>As many clients as are at work at a time; one in <paramref name="unknownOneIn"/> answers is lost, and half of those operations with it.</summary>
    public List<RecordedOperation<TOperation, TResult>> Make(Chance chance, TState initial, int count, int clients, int unknownOneIn)
    {
        var (state, now) = (initial, 0L);
        var history = new List<RecordedOperation<TOperation, TResult>>();
        var busy = new List<Client>();
        var late = new List<TOperation>();
        while (history.Count < count || busy.Count > 0)
        {
            // Stamps may be equal, which makes operations concurrent.
            now += chance.NextInt32(2);
            if (late.Count > 0 && chance.OneIn(20))
                state = model.Apply(state, Take(late, chance)).Next;
            if (history.Count < count && busy.Count < clients && (busy.Count == 0 || !chance.OneIn(3)))
            {
                history.Add(new(history.Count, draw(chance, history.Count), now));
                busy.Add(new(history[^1], !chance.OneIn(unknownOneIn)));
                continue;
            }
            var client = busy[chance.NextInt32(busy.Count)];
            if (!client.IsDone)
            {
                state = Do(client, state, late, chance);
            }
            else
            {
                if (client.Answers)
                    client.Recorded.Succeed(now, client.Result!);
                busy.Remove(client);
            }
        }
        return history;
    }

    private TState Do(Client client, TState state, List<TOperation> late, Chance chance)
    {
        client.IsDone = true;
        if (!client.Answers && chance.OneIn(2))
        {
            if (chance.OneIn(2))
                late.Add(client.Recorded.Operation);
            return state;
        }
        (state, client.Result) = model.Apply(state, client.Recorded.Operation);
        return state;
    }

    private static TOperation Take(List<TOperation> from, Chance chance)
    {
        var at = chance.NextInt32(from.Count);
        var taken = from[at];
        from.RemoveAt(at);
        return taken;
    }

    private sealed class Client(RecordedOperation<TOperation, TResult> recorded, bool answers)
    {
        public RecordedOperation<TOperation, TResult> Recorded { get; } = recorded;
        public bool Answers { get; } = answers;
        public bool IsDone { get; set; }
        public TResult? Result { get; set; }
    }
}

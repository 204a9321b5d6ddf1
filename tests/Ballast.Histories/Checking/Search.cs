using Ballast.Histories.Models;

namespace Ballast.Histories.Checking;

/// <summary>Looks for an order of a timeline's operations that a sequential model explains.</summary>
/// <remarks>
/// Wing and Gong's search with Lowe's memo of where it has been, and his rule that an operation is placed only when some completion demands one.
/// Depth first over places, in levels by completion, so a linearizable history is mostly walked through once, and one that is not has been seen
/// wholly up to the completion that no order reaches past.
/// Two things are placed without a choice. What changes nothing and fits where the search stands is placed there: whoever has an order with it later
/// has one with it here. And optional operations are placed only directly before a required one, for an order from which they can be
/// left out is as good without them.
/// </remarks>
internal sealed class Search<TState, TOperation, TResult>(ISequentialModel<TState, TOperation, TResult> model, TState initial, Timeline<TOperation, TResult> timeline, long stepsMax, Plan plan)
    where TState : notnull
    where TOperation : notnull
{
    private readonly States<TState> _states = new();
    private readonly Antichains<Place> _reached = new();
    private readonly Stack<Node<TOperation, TResult>> _open = new();
    private Node<TOperation, TResult>? _furthest;
    private Path<TOperation, TResult>? _end;
    private bool _found;

    public long Steps { get; private set; }

    public Verdict<TOperation, TResult> Run()
    {
        Arrive(new(0, 0, _states.NumberOf(initial)), OptionalSet.Empty, null);
        while (!_found && _open.Count > 0)
        {
            if (Steps > stepsMax)
                return new(Judgement.Undecided, Steps);
            TryNext(_open.Peek());
        }
        return _found ? new(Judgement.Linearizable, Steps) { Order = Path<TOperation, TResult>.InOrder(_end) } : new(Judgement.NotLinearizable, Steps, Explain(_furthest!));
    }

    // One stage of the node on top; what it finds comes on top of it.
    private void TryNext(Node<TOperation, TResult> node)
    {
        if (node.Tried == plan.Stages.Count)
        {
            _open.Pop();
            return;
        }
        switch (plan.Stages[node.Tried++])
        {
            case Stage.TheCompleting:
                Place(node, timeline.Completions[node.Place.Completion]);
                break;
            case Stage.TheCompletingBehindOptionals:
                PlaceBehindOptionals(node, timeline.Completions[node.Place.Completion]);
                break;
            case Stage.Others:
                foreach (var other in OthersOf(node))
                    Place(node, other);
                break;
            default:
                foreach (var other in OthersOf(node))
                    PlaceBehindOptionals(node, other);
                break;
        }
    }

    // The last to be pushed is tried first: the first to complete. Of one kind only that: it can stand wherever the others can.
    private IEnumerable<Required<TOperation, TResult>> OthersOf(Node<TOperation, TResult> node)
    {
        var underWay = timeline.UnderWay[node.Place.Completion];
        for (var i = underWay.Length - 1; i > 0; i--)
            if ((node.Place.Placed & underWay[i].Bit) == 0 && !IsBehindItsKind(underWay, i, node.Place.Placed))
                yield return underWay[i];
    }

    private static bool IsBehindItsKind(Required<TOperation, TResult>[] underWay, int at, UInt128 placed)
    {
        for (var i = 0; i < at; i++)
            if (underWay[i].Kind == underWay[at].Kind && (placed & underWay[i].Bit) == 0)
                return true;
        return false;
    }

    private void Place(Node<TOperation, TResult> node, Required<TOperation, TResult> operation) => Place(node.Place, new(node.Place.State, node.Optionals, node.Path), operation);

    private void PlaceBehindOptionals(Node<TOperation, TResult> node, Required<TOperation, TResult> operation)
    {
        if (operation.Overwrites && Fits(node.Place.State, operation, out _))
            return;
        node.Detours ??= DetoursFrom(node);
        foreach (var detour in node.Detours)
            Place(node.Place, detour, operation);
    }

    private void Place(Place at, Detour<TOperation, TResult> before, Required<TOperation, TResult> operation)
    {
        if (Fits(before.State, operation, out var next))
            Arrive(at with { Placed = at.Placed | operation.Bit, State = next }, before.Optionals, new(operation.Recorded, before.Path));
    }

    private bool Fits(int state, Required<TOperation, TResult> operation, out int next)
    {
        Steps++;
        var transition = model.Apply(_states[state], operation.Operation);
        var fits = EqualityComparer<TResult>.Default.Equals(transition.Result, operation.Recorded.Result);
        next = fits ? _states.NumberOf(transition.Next) : 0;
        return fits;
    }

    // Goes past each completion whose operation is placed, and places what changes nothing as it comes.
    private void Arrive(Place place, OptionalSet optionals, Path<TOperation, TResult>? path)
    {
        for (; place.Completion < timeline.Completions.Count; place = place with { Completion = place.Completion + 1 })
        {
            foreach (var reading in timeline.UnderWay[place.Completion])
                if (reading.ChangesNothing && (place.Placed & reading.Bit) == 0 && Fits(place.State, reading, out _))
                {
                    place = place with { Placed = place.Placed | reading.Bit };
                    path = new(reading.Recorded, path);
                }
            var bit = timeline.Completions[place.Completion].Bit;
            if ((place.Placed & bit) == 0)
            {
                Open(place, optionals, path);
                return;
            }
            place = place with { Placed = place.Placed ^ bit };
        }
        (_found, _end) = (true, path);
    }

    private void Open(Place place, OptionalSet optionals, Path<TOperation, TResult>? path)
    {
        if (!_reached.TryAdd(place, optionals))
            return;
        var node = new Node<TOperation, TResult>(place, optionals, path);
        _open.Push(node);
        if (_furthest is null || place.Completion > _furthest.Place.Completion || (place.Completion == _furthest.Place.Completion && path?.Length > _furthest.Path?.Length))
            _furthest = node;
    }

    // Every state that optionals alone lead to. One that overwrites comes first or not at all: those before it would be placed for nothing.
    private List<Detour<TOperation, TResult>> DetoursFrom(Node<TOperation, TResult> node)
    {
        var (detours, reached) = (new List<Detour<TOperation, TResult>>(), new Antichains<int>());
        reached.TryAdd(node.Place.State, node.Optionals);
        detours.Add(new(node.Place.State, node.Optionals, node.Path));
        for (var at = 0; at < (plan.OnlyOneOptionalAtATime ? 1 : detours.Count) && Steps <= stepsMax; at++)
            for (var i = 0; i < timeline.OptionalsBy[node.Place.Completion]; i++)
                if (IsFree(i, detours[at].Optionals) && (at == 0 || model.EffectOf(timeline.Optionals[i].Operation) == Effect.Dependent))
                    Detour(i, detours[at], reached, detours);
        detours.RemoveAt(0);
        return detours;
    }

    private bool IsFree(int optional, OptionalSet placed)
    {
        var equal = timeline.Optionals[optional].EqualBefore;
        return !placed.Contains(optional) && (equal == Optional.None || placed.Contains(equal));
    }

    private void Detour(int optional, Detour<TOperation, TResult> before, Antichains<int> reached, List<Detour<TOperation, TResult>> detours)
    {
        Steps++;
        var (recorded, operation, _) = timeline.Optionals[optional];
        var next = _states.NumberOf(model.Apply(_states[before.State], operation).Next);
        var placed = before.Optionals.With(optional);
        if (next != before.State && reached.TryAdd(next, placed))
            detours.Add(new(next, placed, new(recorded, before.Path)));
    }

    private Explanation<TOperation, TResult> Explain(Node<TOperation, TResult> node)
    {
        var blocked = timeline.Completions[node.Place.Completion];
        var window = timeline.UnderWay[node.Place.Completion].Skip(1).Where(operation => (node.Place.Placed & operation.Bit) == 0).Select(static operation => operation.Recorded);
        var open = timeline.Optionals.Take(timeline.OptionalsBy[node.Place.Completion]).Where((_, i) => !node.Optionals.Contains(i)).Select(static optional => optional.Recorded);
        return new(Path<TOperation, TResult>.InOrder(node.Path), blocked.Recorded, [.. window, .. open], []);
    }
}

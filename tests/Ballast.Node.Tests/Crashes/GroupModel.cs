using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node.Calls;
using Ballast.Node.Tests.Infrastructure;

namespace Ballast.Node.Tests.Crashes;

internal enum GroupPhase
{
    Creating,
    Live,
    Dropping,
    Dropped,
}

/// <summary>What one group must hold: everything that was proposed in one life, in order, and how much of it was acknowledged.</summary>
/// <remarks>
/// The node takes the writes of a group in the order of their submission. So after a crash the group must hold the state
/// behind some prefix of the effective writes, and that prefix may not end before anything that any answer was based on.
/// </remarks>
internal sealed class GroupModel(GroupId id, PartitionSchema schema, long collectionBytesMax)
{
    private readonly List<ModelWrite> _writes = [];
    private readonly List<ModelRead> _reads = [];
    private Dictionary<string, ModelItem> _base = [];

    public GroupId Id => id;
    public PartitionSchema Schema => schema;
    public GroupPhase Phase { get; set; } = GroupPhase.Creating;
    public Task<CallOutcome>? Change { get; set; }
    public int AcknowledgedCount { get; private set; }
    public int LostCount { get; private set; }
    public int RefusedCount => _writes.Count(static write => write.WasRefused);
    public int NegativeCount => _writes.Count(static write => write.IsAcknowledged && write.Task.Result != CallOutcome.Done);
    public bool IsQuiet => _writes.TrueForAll(static write => write.Task.IsCompleted);

    public void Add(ModelWrite write) => _writes.Add(write);

    public void Add(ModelRead read) => _reads.Add(read);

    /// <summary>Notes what became of a creation or deletion.</summary>
    public void Settle()
    {
        if (Change is not { IsCompletedSuccessfully: true, Result: CallOutcome.Done })
            return;
        Phase = Phase switch { GroupPhase.Creating => GroupPhase.Live, GroupPhase.Dropping => GroupPhase.Dropped, _ => Phase };
        Change = null;
    }

    /// <summary>Checks a recovered group's items, and takes them as the beginning of the next life.</summary>
    public void Recovered(Dictionary<string, ModelItem> found)
    {
        var walk = Walk();
        var at = Matching(walk, found);
        Assert.True(at >= 0, $"{id}: no prefix of the log's {walk.Changes.Count} writes from {walk.Bound} on gives the {found.Count} items found: " + Difference(walk, found));
        LostCount += walk.Changes.Count - at;
        AcknowledgedCount += _writes.Count(static write => write.IsAcknowledged);
        _base = found;
        _writes.Clear();
        _reads.Clear();
        Change = null;
    }

    /// <summary>Nothing is in flight: the group must hold exactly the state behind all its writes.</summary>
    public void Quiet(Dictionary<string, ModelItem> found)
    {
        var walk = Walk();
        Assert.True(Same(walk.Final, found), $"{id}: " + Difference(walk, found));
    }

    private sealed record Course(List<(string Key, ModelItem? After)> Changes, Dictionary<string, ModelItem> Final, int Bound);

    /// <summary>Carries out the writes in order, compares the answers, and finds how far the log must be durable.</summary>
    private Course Walk()
    {
        var state = new Dictionary<string, ModelItem>(_base);
        var changes = new List<(string Key, ModelItem? After)>();
        var changedAt = new Dictionary<string, int>();
        var collectionChangedAt = new Dictionary<string, int>();
        var versionAt = new Dictionary<long, int>();
        var bound = 0;
        foreach (var write in _writes)
        {
            if (write.WasRefused)
                continue;
            var before = state.GetValueOrDefault(write.Key);
            var (outcome, after) = write.Effect(before);
            if (outcome == CallOutcome.Done && IsTooLarge(state, write.Key, before, after))
                outcome = CallOutcome.CollectionTooLarge;
            if (write.IsAcknowledged)
                Assert.True(outcome == write.Task.Result, $"{id}: {write.Key} was answered {write.Task.Result}, and should have been {outcome}");
            var collection = write.Key[..write.Key.IndexOf('/')];
            if (outcome == CallOutcome.Done && (before is not null || after is not null))
            {
                changes.Add((write.Key, after));
                changedAt[write.Key] = collectionChangedAt[collection] = changes.Count;
                if (after is null)
                    state.Remove(write.Key);
                else
                    (state[write.Key], versionAt[after.Version]) = (after, changes.Count);
            }
            if (write.IsAcknowledged)
                bound = Math.Max(bound, outcome == CallOutcome.CollectionTooLarge
                    ? collectionChangedAt.GetValueOrDefault(collection) : changedAt.GetValueOrDefault(write.Key));
        }
        foreach (var read in _reads)
            foreach (var version in read.VersionsSeen())
                bound = Math.Max(bound, versionAt.GetValueOrDefault(version));
        return new Course(changes, state, bound);
    }

    private bool IsTooLarge(Dictionary<string, ModelItem> state, string key, ModelItem? before, ModelItem? after)
    {
        if (!schema.HasLocalIndexes)
            return false;
        var growth = BytesOf(after) - BytesOf(before);
        return growth > 0 && CollectionBytes(state, key[..key.IndexOf('/')]) + growth > collectionBytesMax;
    }

    public static long CollectionBytes(Dictionary<string, ModelItem> state, string partition) =>
        state.Values.Where(item => item.Partition == partition).Sum(BytesOf);

    private static long BytesOf(ModelItem? item) => item is null ? 0 : item.Bytes + item.EntryBytes;

    // The longest prefix that gives what was found; -1 when none does.
    private int Matching(Course walk, Dictionary<string, ModelItem> found)
    {
        var state = new Dictionary<string, ModelItem>(_base);
        var matching = walk.Bound == 0 && Same(state, found) ? 0 : -1;
        for (var i = 0; i < walk.Changes.Count; i++)
        {
            var (key, after) = walk.Changes[i];
            if (after is null)
                state.Remove(key);
            else
                state[key] = after;
            if (i + 1 >= walk.Bound && Same(state, found))
                matching = i + 1;
        }
        return matching;
    }

    private static bool Same(Dictionary<string, ModelItem> left, Dictionary<string, ModelItem> right) =>
        left.Count == right.Count && left.All(pair => right.GetValueOrDefault(pair.Key) == pair.Value);

    private static string Difference(Course walk, Dictionary<string, ModelItem> found) => string.Join("; ",
        walk.Final.Keys.Union(found.Keys).Order(StringComparer.Ordinal)
            .Where(key => walk.Final.GetValueOrDefault(key) != found.GetValueOrDefault(key))
            .Select(key => $"{key}: {walk.Final.GetValueOrDefault(key)?.ToString() ?? "none"} proposed, {found.GetValueOrDefault(key)?.ToString() ?? "none"} found").Take(5));
}

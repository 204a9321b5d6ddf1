using System.Collections.Immutable;

using Ballast.Foundation;
using Ballast.Foundation.Identity;

namespace Ballast.Replication.Groups;

/// <summary>What a member keeps. Stored: numbers never change.</summary>
public enum MemberKind : byte
{
    /// <summary>Log and tree; may lead and serve.</summary>
    Storage = 1,

    /// <summary>The recent log only; promises and accepts, never leads, never serves.</summary>
    Log = 2,
}

/// <summary>A member of a group: a node in one of its incarnations.</summary>
/// <param name="Incarnation">Of the node when it was admitted; one that forgot something comes back with another, and has no vote.</param>
public readonly record struct GroupVoter(NodeId Node, ulong Incarnation, MemberKind Kind);

/// <summary>Who votes in a group. It changes through the group's own log, one member at a time.</summary>
public sealed class GroupConfig
{
    /// <summary>Three copies, and one more while a member is exchanged.</summary>
    public const int VotersMax = 4;

    public GroupConfig(ulong epoch, ImmutableArray<GroupVoter> voters)
    {
        Invariant.Holds(voters.Length is > 0 and <= VotersMax);
        Invariant.Holds(voters.Count(static voter => voter.Kind == MemberKind.Log) <= 1);
        (Epoch, Voters) = (epoch, voters);
    }

    /// <summary>Grows by one with each change.</summary>
    public ulong Epoch { get; }

    public ImmutableArray<GroupVoter> Voters { get; }

    public int Majority => Voters.Length / 2 + 1;

    public bool Has(NodeId node) => Find(node) is not null;

    public bool Has(NodeId node, ulong incarnation) => Find(node) is { } voter && voter.Incarnation == incarnation;

    /// <summary>Whether at most one voter left and at most one came: another kind or incarnation of a node is both.</summary>
    public bool IsOneStepFrom(GroupConfig other) => Voters.Except(other.Voters).Count() <= 1 && other.Voters.Except(Voters).Count() <= 1;

    public GroupVoter? Find(NodeId node)
    {
        foreach (var voter in Voters)
            if (voter.Node == node)
                return voter;
        return null;
    }

    /// <summary>The highest slot that a majority has reached; a voter that is not known has reached nothing.</summary>
    public Slot MajorityThrough(Func<NodeId, Slot> reached)
    {
        Span<Slot> slots = stackalloc Slot[VotersMax];
        for (var i = 0; i < Voters.Length; i++)
            slots[i] = reached(Voters[i].Node);
        slots = slots[..Voters.Length];
        slots.Sort();
        return slots[^Majority];
    }

    public override string ToString() =>
        $"e{Epoch}({string.Join(',', Voters.Select(static voter => $"{voter.Node}.{voter.Incarnation}{(voter.Kind == MemberKind.Log ? "L" : "")}"))})";
}

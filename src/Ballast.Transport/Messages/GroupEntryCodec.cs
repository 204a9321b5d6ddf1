using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

using Google.Protobuf.Collections;

namespace Ballast.Transport.Messages;

/// <summary>Entries of groups' logs. On the way of every write: no enumerators, and payloads are copied once, by the parser.</summary>
internal static class GroupEntryCodec
{
    public static void Write(IReadOnlyList<GroupEntry> entries, RepeatedField<Wire.GroupEntry> fields)
    {
        fields.Capacity = entries.Count;
        for (var i = 0; i < entries.Count; i++)
            fields.Add(Of(entries[i]));
    }

    /// <summary>Null when one of them is no entry, or they are not in the order of their slots.</summary>
    public static GroupEntry[]? Read(RepeatedField<Wire.GroupEntry> fields)
    {
        var entries = fields.Count > 0 ? new GroupEntry[fields.Count] : [];
        for (var i = 0; i < entries.Length; i++)
        {
            if (Read(fields[i]) is not { } entry || i > 0 && entry.Slot <= entries[i - 1].Slot)
                return null;
            entries[i] = entry;
        }
        return entries;
    }

    /// <summary>Whether they are for <paramref name="first"/> and the slots behind it.</summary>
    public static bool AreFrom(ulong first, GroupEntry[] entries) =>
        entries.Length == 0 || entries[0].Slot.Value == first && entries[^1].Slot.Value - first == (ulong)entries.Length - 1;

    private static Wire.GroupEntry Of(GroupEntry entry) => new()
    {
        Slot = entry.Slot.Value,
        Ballot = Fields.Of(entry.Ballot),
        Origin = Fields.Of(entry.Origin),
        Previous = Fields.Of(entry.Previous),
        Kind = (uint)entry.Kind,
        Type = entry.Type,
        Payload = Fields.Wrap(entry.Payload),
        Config = entry.Config is { } config ? GroupConfigCodec.Of(config) : null,
    };

    private static GroupEntry? Read(Wire.GroupEntry field)
    {
        if (!IsPossible(field))
            return null;
        var config = GroupConfigCodec.Read(field.Config);
        if (config is null && field.Config is not null)
            return null;
        return new GroupEntry(
            new Slot(field.Slot), Fields.BallotOf(field.Ballot), Fields.BallotOf(field.Origin), Fields.BallotOf(field.Previous), (EntryKind)field.Kind,
            (byte)field.Type, field.Payload.Memory, config);
    }

    private static bool IsPossible(Wire.GroupEntry field) =>
        field.Slot > 0 && Fields.IsCount(field.Slot) && Fields.IsBallot(field.Ballot) && Fields.IsBallot(field.Origin) && Fields.IsBallot(field.Previous)
        && field.Kind is >= (uint)EntryKind.Command and <= (uint)EntryKind.Config && field.Type <= byte.MaxValue
        && (field.Config is not null) == (field.Kind == (uint)EntryKind.Config);
}

using Ballast.Foundation.Identity;

namespace Ballast.Node.Groups;

/// <summary>The log lacks records that a group's tree needs: acknowledged writes are missing, so the node does not serve.</summary>
public sealed class LogGapException(GroupId group, Slot applied, Slot found)
    : IOException($"The log of group {group.Value} continues at slot {found.Value}, but its tree ends at slot {applied.Value}.");

/// <summary>The directory holds trees but no log: whatever they had not checkpointed is gone, so the node does not serve.</summary>
public sealed class LogMissingException(string treeName)
    : IOException($"The log is missing: the directory holds {treeName}, whose latest writes only the log had.");

/// <summary>A group that was never dropped has no tree, and the log does not reach back to its beginning.</summary>
public sealed class TreeMissingException(GroupId group)
    : IOException($"The file {GroupFiles.NameOf(group)} is missing, and the log alone cannot make it again.");

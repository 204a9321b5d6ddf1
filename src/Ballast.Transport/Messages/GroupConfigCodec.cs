using System.Collections.Immutable;

using Ballast.Foundation.Identity;
using Ballast.Replication.Groups;

namespace Ballast.Transport.Messages;

/// <summary>Configurations of groups.</summary>
internal static class GroupConfigCodec
{
    public static Wire.GroupConfig Of(GroupConfig config)
    {
        var field = new Wire.GroupConfig { Epoch = config.Epoch };
        foreach (var voter in config.Voters)
            field.Voters.Add(new Wire.GroupVoter { Node = voter.Node.Value, Incarnation = voter.Incarnation, Kind = (uint)voter.Kind });
        return field;
    }

    public static GroupConfig? Read(Wire.GroupConfig? field)
    {
        if (field is null || !Fields.IsCount(field.Epoch) || field.Voters.Count is 0 or > GroupConfig.VotersMax)
            return null;
        var voters = ImmutableArray.CreateBuilder<GroupVoter>(field.Voters.Count);
        var logs = 0;
        foreach (var voter in field.Voters)
        {
            if (voter.Kind is not ((uint)MemberKind.Storage or (uint)MemberKind.Log))
                return null;
            logs += voter.Kind == (uint)MemberKind.Log ? 1 : 0;
            voters.Add(new GroupVoter(new NodeId(voter.Node), voter.Incarnation, (MemberKind)voter.Kind));
        }
        return logs <= 1 ? new GroupConfig(field.Epoch, voters.MoveToImmutable()) : null;
    }
}

using System.Globalization;

using Ballast.Foundation.Identity;

namespace Ballast.Node.Groups;

/// <summary>Names of the tree files in a node's directory: <c>group-0000000001.tree</c>.</summary>
internal static class GroupFiles
{
    private const string Prefix = "group-", Suffix = ".tree";

    public static string NameOf(GroupId group) => Prefix + group.Value.ToString("D10", CultureInfo.InvariantCulture) + Suffix;

    public static bool TryParse(string name, out GroupId group)
    {
        group = default;
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || !name.EndsWith(Suffix, StringComparison.Ordinal)
            || !ulong.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return false;
        group = new GroupId(id);
        return true;
    }
}

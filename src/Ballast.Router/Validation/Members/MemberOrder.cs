namespace Ballast.Router.Validation.Members;

/// <summary>The order in which the service tells the broken constraints of members: that of a Java HashMap of their names.</summary>
/// <remarks>
/// No document says so. Every order that has been observed in public (GetItem, UpdateItem, Scan, both batches, CreateTable) follows from it,
/// as long as a structure has all the members that the public model gives it, since their number decides how many buckets there are.
/// </remarks>
internal static class MemberOrder
{
    private const int BucketsMin = 16;

    public static IEnumerable<Member> Of(IReadOnlyCollection<Member> members)
    {
        var buckets = BucketsMin;
        while (members.Count * 4 > buckets * 3)
            buckets *= 2;
        // The sort is stable: members of one bucket stay in the order in which they are listed.
        return members.OrderBy(member => Spread(member.Path) & (uint)(buckets - 1));
    }

    // String.hashCode, with its upper half mixed into the lower as HashMap does.
    private static uint Spread(string name)
    {
        uint hash = 0;
        foreach (var c in name)
            hash = unchecked(31 * hash + c);
        return hash ^ (hash >> 16);
    }
}

namespace Ballast.Node.Fleet;

/// <summary>Names of what is asked. They begin at a number that was drawn, so that no answer to an earlier process is taken for one to this.</summary>
internal sealed class CallIds(Foundation.Chance chance)
{
    private ulong _last = chance.NextUInt64();

    public ulong Next() => Interlocked.Increment(ref _last);
}

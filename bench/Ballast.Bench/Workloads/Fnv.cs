namespace Ballast.Bench.Workloads;

/// <summary>FNV-1a over the eight bytes of a number, lowest first, made positive: the hash by which YCSB scatters ranks.</summary>
internal static class Fnv
{
    private const ulong OffsetBasis = 0xCBF29CE484222325;
    private const ulong Prime = 1099511628211;

    public static ulong Hash(long value)
    {
        unchecked
        {
            var rest = (ulong)value;
            var hash = OffsetBasis;
            for (var i = 0; i < sizeof(long); i++, rest >>= 8)
                hash = (hash ^ (rest & 0xFF)) * Prime;
            return (long)hash < 0 ? 0 - hash : hash;
        }
    }
}

using Ballast.Metadata.Tables;

namespace Ballast.AutoAdmin;

/// <summary>Which tables have been on their way in one version for so long that whoever began is taken for gone.</summary>
/// <remarks>By this process's clock, from when it first saw the version. Being wrong is harmless: the next store of one of the two fails its condition.</remarks>
internal sealed class UnfinishedTables
{
    public static readonly TimeSpan TakeOverAfter = TimeSpan.FromSeconds(10);
    private readonly HashSet<Guid> _hastened = [];
    private Dictionary<(Guid Id, ulong Version), TimeSpan> _since = [];

    /// <summary>A step of this process has failed: the next look gives the table.</summary>
    public void Hasten(Guid table) => _hastened.Add(table);

    /// <summary>Looks at all tables and gives those that are to be taken over, in the given order; at every look, until that has come to something.</summary>
    public List<TableDescription> Look(IEnumerable<TableDescription> tables, TimeSpan now)
    {
        var since = new Dictionary<(Guid, ulong), TimeSpan>();
        var overdue = new List<TableDescription>();
        foreach (var table in tables.Where(static table => table.IsUnfinished))
        {
            var first = _since.GetValueOrDefault((table.Id, table.Version), now);
            since[(table.Id, table.Version)] = first;
            if (now - first >= TakeOverAfter || _hastened.Contains(table.Id))
                overdue.Add(table);
        }
        _hastened.Clear();
        _since = since;
        return overdue;
    }
}

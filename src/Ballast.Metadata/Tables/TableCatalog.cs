using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Ballast.Metadata.Tables;

/// <summary>All table descriptions of one moment, by name and in name order.</summary>
public sealed class TableCatalogSnapshot
{
    private readonly FrozenDictionary<string, TableDescription> _byName;
    private readonly TableDescription[] _inOrder;

    public TableCatalogSnapshot(IEnumerable<TableDescription> tables)
    {
        _byName = tables.ToFrozenDictionary(static table => table.Name, StringComparer.Ordinal);
        _inOrder = [.. _byName.Values.OrderBy(static table => table.Name, StringComparer.Ordinal)];
    }

    public static TableCatalogSnapshot Empty { get; } = new([]);

    public int Count => _inOrder.Length;
    public IReadOnlyList<TableDescription> InNameOrder => _inOrder;

    public bool TryGet(string name, [NotNullWhen(true)] out TableDescription? table) => _byName.TryGetValue(name, out table);
}

/// <summary>The routers' copy of the table descriptions: read on every request, replaced whole on a change.</summary>
/// <remarks>
/// The system table decides; this only copies, and changes after the system table has. Other processes change it too, so a
/// copy may be a second old. Readers take no lock. There is one writer at a time, the control plane.
/// </remarks>
public sealed class TableCatalog
{
    private volatile TableCatalogSnapshot _snapshot = TableCatalogSnapshot.Empty;

    public TableCatalogSnapshot Snapshot => _snapshot;

    public bool TryGet(string name, [NotNullWhen(true)] out TableDescription? table) => _snapshot.TryGet(name, out table);

    /// <summary>Shows a table as the system table has it now.</summary>
    public void Publish(TableDescription table) =>
        _snapshot = new TableCatalogSnapshot([.. _snapshot.InNameOrder.Where(known => known.Name != table.Name), table]);

    public void Remove(string name) =>
        _snapshot = new TableCatalogSnapshot(_snapshot.InNameOrder.Where(known => known.Name != name));

    public void PublishAll(IEnumerable<TableDescription> tables) => _snapshot = new TableCatalogSnapshot(tables);
}

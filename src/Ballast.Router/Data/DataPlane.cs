using System.Collections.Concurrent;

using Ballast.Metadata.Tables;
using Ballast.Node.Fleet;

namespace Ballast.Router.Data;

/// <summary>What the operations on items share: the catalog, the storage nodes, and contexts for reuse.</summary>
internal sealed class DataPlane(TableCatalog catalog, IStorage storage)
{
    private const int ContextsKeptMax = 1024;
    private readonly ConcurrentQueue<DataContext> _free = new();

    public TableCatalog Catalog => catalog;
    public IStorage Storage => storage;

    public DataContext Rent()
    {
        var context = _free.TryDequeue(out var kept) ? kept : new DataContext();
        context.Begin();
        return context;
    }

    public void Return(DataContext context)
    {
        context.End();
        if (_free.Count < ContextsKeptMax)
            _free.Enqueue(context);
    }
}

using System.Collections.Concurrent;

using Ballast.Metadata.Tables;
using Ballast.Node.Fleet;
using Ballast.Router.Errors;

namespace Ballast.Router.Data;

/// <summary>What the operations on items share: the catalog, the storage nodes, and contexts for reuse.</summary>
internal sealed class DataPlane(TableCatalog catalog, ITableControl control, IStorage storage)
{
    private const int ContextsKeptMax = 1024;
    private readonly ConcurrentQueue<DataContext> _free = new();

    public TableCatalog Catalog => catalog;
    public IStorage Storage => storage;

    /// <summary>Brings the catalog up to date for a request whose table it does not show, or not as serving; an error where that cannot be done now.</summary>
    public async ValueTask<ApiError?> RefreshAsync() => await control.RefreshAsync() ? null : ApiErrors.ReplicaUnavailable;

    /// <summary>As <see cref="RefreshAsync()"/>; the context is as at the beginning of its request.</summary>
    public async ValueTask<ApiError?> RefreshAsync(DataContext context)
    {
        var error = await RefreshAsync();
        context.End();
        context.Begin();
        return error;
    }

    /// <summary>What a failed call is answered with: where its group is out of service because its table is gone, that is said.</summary>
    public async ValueTask<ApiError> ExplainAsync(ApiError failed, TableDescription table)
    {
        if (failed != ApiErrors.ReplicaUnavailable || !await control.RefreshAsync())
            return failed;
        return catalog.TryGet(table.Name, out var now) && now.IsServing && now.Id == table.Id && now.Group == table.Group ? failed : TableName.Missing;
    }

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

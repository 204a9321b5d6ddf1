using Ballast.Foundation;
using Ballast.Metadata.Tables;
using Ballast.Node.Fleet;
using Ballast.Router.Authentication;
using Ballast.Router.Data;
using Ballast.Router.Operations;
using Ballast.Router.Tables;

using Microsoft.Extensions.Logging;

namespace Ballast.Router;

/// <summary>Builds a request router from what it stands on.</summary>
public static class RouterFactory
{
    public static RequestRouter Create(
        IStorage storage, TableCatalog catalog, ITableControl control, RouterOptions options, TimeProvider time, Chance chance, ILogger<RequestRouter> log)
    {
        var data = new DataPlane(catalog, control, storage);
        var tables = new ControlPlane(catalog, control, storage, time, new TableArns(options.Region));
        IOperation[] operations =
        [
            new GetItem(data), new PutItem(data), new UpdateItem(data), new DeleteItem(data), new Query(data), new Scan(data),
            new BatchGetItem(data), new BatchWriteItem(data),
            new CreateTable(tables), new DescribeTable(tables), new UpdateTable(tables), new DeleteTable(tables), new ListTables(tables),
            new TagResource(tables), new UntagResource(tables), new ListTagsOfResource(tables),
            new DescribeLimits(tables), new DescribeEndpoints(tables), new DescribeTimeToLive(tables), new DescribeContinuousBackups(tables),
        ];
        return new RequestRouter(new OperationTable(operations), new Authenticator(options.Keys, time, options.Region), chance, log);
    }
}

using System.Text;

using Ballast.AutoAdmin;
using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node;
using Ballast.Node.Fleet;
using Ballast.Node.Links;

using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Router.Tests.Worlds;

/// <summary>The API on real threads and real time.</summary>
internal sealed class LiveApi : IAsyncDisposable
{
    private readonly List<Exception> _faults = [];
    private readonly ProcessExecutors _executors;
    private readonly StorageFleet _fleet;
    private readonly TableAdministrator _tables;

    private LiveApi(IDisk disk)
    {
        var chance = new Chance(1);
        _executors = new ProcessExecutors((_, fault) =>
        {
            lock (_faults)
                _faults.Add(fault);
        });
        var catalog = new TableCatalog();
        var options = new StorageNodeOptions { Node = new NodeId(1), Zone = new ZoneId("zone-1"), ExecutorCount = 2, CacheBytes = 64 << 20 };
        _fleet = new StorageFleet([StorageNode.Open(disk, options, _executors, new ProcessNetwork(), TimeProvider.System, chance, NullLogger.Instance)], TimeProvider.System);
        _tables = new TableAdministrator(_fleet, catalog, TimeProvider.System, chance.Fork(), NullLogger.Instance);
        Router = RouterFactory.Create(_fleet, catalog, _tables, new RouterOptions(), TimeProvider.System, chance.Fork(), NullLogger<RequestRouter>.Instance);
    }

    public RequestRouter Router { get; }

    public static Task<LiveApi> StartAsync(System.Text.Json.Nodes.JsonNode definition) => StartAsync(new MemoryDisk(), definition);

    public static async Task<LiveApi> StartAsync(IDisk disk, System.Text.Json.Nodes.JsonNode definition)
    {
        var api = new LiveApi(disk);
        await api._tables.ResumeAsync();
        Assert.Equal(200, (await api.CallAsync("CreateTable", definition.ToJsonString())).Status);
        await api._tables.SettleAsync();
        return api;
    }

    public Task<ApiReply> CallAsync(string operation, string body) => SendAsync(Head.Of(operation), Encoding.UTF8.GetBytes(body));

    public async Task<ApiReply> SendAsync(Head head, ReadOnlyMemory<byte> body)
    {
        var call = Router.Rent();
        call.Head = head;
        call.Body = body;
        await Router.HandleAsync(call);
        var reply = new ApiReply(call.Status, call.ContentType, call.ContentEncoding, call.RequestId, call.Crc32Text(), call.ResponseBody.ToArray());
        Router.Return(call);
        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        await _tables.SettleAsync();
        await _fleet.CloseAsync();
        _executors.Dispose();
        Assert.Empty(_faults);
    }
}

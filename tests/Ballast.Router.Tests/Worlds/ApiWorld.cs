using System.Text;
using System.Text.Json.Nodes;

using Ballast.AutoAdmin;
using Ballast.Foundation;
using Ballast.Foundation.Disks;
using Ballast.Foundation.Executors;
using Ballast.Foundation.Identity;
using Ballast.Metadata.Tables;
using Ballast.Node;
using Ballast.Node.Fleet;
using Ballast.Node.Links;
using Ballast.Node.Replicas;
using Ballast.Router.Authentication;
using Ballast.Simulation.Executors;
using Ballast.Storage.Log;
using Ballast.Storage.Pages;

using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Router.Tests.Worlds;

/// <summary>What a world is built with, apart from its disk and its chance.</summary>
internal sealed record WorldOptions
{
    public long CacheBytes { get; init; } = 64L << 20;
    public int ExecutorCount { get; init; } = 2;
    public NodeLimits Limits { get; init; } = new();
    public LogOptions Log { get; init; } = SmallLog;
    public AccessKeys Keys { get; init; } = AccessKeys.None;
    public string? Region { get; init; }

    /// <summary>Segments that tests fill, and that hold any item.</summary>
    public static LogOptions SmallLog { get; } = new()
    {
        SegmentBytes = 1 << 20, RecordBytesMax = 512 * 1024, PendingBytesMax = 1 << 20, SegmentCountMax = 64,
    };

    /// <summary>The least page cache, and a checkpoint after every few pages.</summary>
    public static WorldOptions Tiny { get; } = new()
    {
        CacheBytes = PageCache.CapacityBytesMin,
        Limits = new NodeLimits { CheckpointBytes = 64 * 1024, DirtyBytesMax = 192 * 1024, DirtyBytesOfRecordMax = 256 * 1024, LogHeldBytesMax = 128 * 1024 },
    };
}

/// <summary>The whole API on one thread: node, control plane and router over simulated executors and virtual time.</summary>
internal sealed class ApiWorld
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromMinutes(5);
    private readonly StorageFleet _fleet;
    private readonly TableAdministrator _tables;
    private readonly List<TableAdministrator> _joined = [];
    private readonly Chance _chance;

    public ApiWorld(IDisk disk, Chance chance, WorldOptions? options = null)
    {
        options ??= new WorldOptions();
        _chance = chance;
        Executors = new SimulatedExecutors(chance.Fork());
        Client = Executors.CreateSerial("client");
        var catalog = new TableCatalog();
        var node = StorageNode.Open(disk, new StorageNodeOptions
        {
            Node = new NodeId(1), Zone = new ZoneId("zone-1"), ExecutorCount = options.ExecutorCount, CacheBytes = options.CacheBytes, Log = options.Log, Limits = options.Limits,
        }, Executors, new ProcessNetwork(), Executors.Time, chance.Fork(), NullLogger.Instance);
        _fleet = new StorageFleet([node], Executors.Time);
        _tables = new TableAdministrator(_fleet, catalog, Executors.Time, chance.Fork(), NullLogger.Instance);
        Run(_tables.ResumeAsync);
        Router = RouterFactory.Create(_fleet, catalog, _tables, new RouterOptions { Keys = options.Keys, Region = options.Region }, Executors.Time, chance.Fork(), NullLogger<RequestRouter>.Instance);
    }

    public SimulatedExecutors Executors { get; }
    public RequestRouter Router { get; }

    /// <summary>Where clients' own code runs.</summary>
    public Executor Client { get; }

    public static ApiWorld InMemory(ulong seed = 1, WorldOptions? options = null) => new(new MemoryDisk(), new Chance(seed), options);

    public ApiReply Call(string operation, JsonNode body) => Send(Head.Of(operation), Encoding.UTF8.GetBytes(body.ToJsonString()));

    public ApiReply Call(string operation, string body) => Send(Head.Of(operation), Encoding.UTF8.GetBytes(body));

    /// <summary>A call that must succeed.</summary>
    public JsonObject Do(string operation, JsonNode body)
    {
        var reply = Call(operation, body);
        Assert.True(reply.Status == 200, $"{operation} {body.ToJsonString()} answered {reply}");
        return reply.Json;
    }

    public ApiReply Send(Head head, ReadOnlyMemory<byte> body) => Executors.Run(() => SendAsync(head, body), CallLimit);

    /// <summary>Another process's router over the same groups, with a catalog and a control plane of its own.</summary>
    public RequestRouter Join()
    {
        var catalog = new TableCatalog();
        var tables = new TableAdministrator(_fleet, catalog, Executors.Time, _chance.Fork(), NullLogger.Instance);
        Run(tables.ResumeAsync);
        _joined.Add(tables);
        return RouterFactory.Create(_fleet, catalog, tables, new RouterOptions(), Executors.Time, _chance.Fork(), NullLogger<RequestRouter>.Instance);
    }

    public ApiReply CallBy(RequestRouter router, string operation, string body) =>
        Executors.Run(() => SendAsync(router, Head.Of(operation), Encoding.UTF8.GetBytes(body)), CallLimit);

    /// <summary>For a client that waits for several answers at once, under the simulation.</summary>
    public Task<ApiReply> SendAsync(Head head, ReadOnlyMemory<byte> body) => SendAsync(Router, head, body);

    public static async Task<ApiReply> SendAsync(RequestRouter router, Head head, ReadOnlyMemory<byte> body)
    {
        var call = router.Rent();
        call.Head = head;
        call.Body = body;
        await router.HandleAsync(call);
        var reply = new ApiReply(call.Status, call.ContentType, call.ContentEncoding, call.RequestId, call.Crc32Text(), call.ResponseBody.ToArray());
        router.Return(call);
        return reply;
    }

    public T Run<T>(Func<Task<T>> function) => Executors.Run(function, CallLimit);

    public void Run(Func<Task> function) => Run(async () =>
    {
        await function();
        return true;
    });

    public void CreateTable(JsonNode definition)
    {
        Do("CreateTable", definition);
        Executors.RunUntilIdle();
        Assert.Equal("ACTIVE", (string?)Do("DescribeTable", new JsonObject { ["TableName"] = (string)definition["TableName"]! })["Table"]!["TableStatus"]);
    }

    /// <summary>A clean stop, after which the disk can be opened again.</summary>
    public void Close()
    {
        foreach (var tables in _joined.Prepend(_tables))
            Run(tables.SettleAsync);
        Run(_fleet.CloseAsync);
        AssertNoFaults();
    }

    public void AssertNoFaults() => Assert.Empty(Executors.Faults);
}

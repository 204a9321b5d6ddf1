using Amazon.Runtime;
using Amazon.Runtime.Credentials;

[assembly: AssemblyFixture(typeof(ConformanceServer))]

namespace Ballast.Conformance.Infrastructure;

/// <summary>The server that the whole suite talks to, and a client of it.</summary>
/// <remarks>
/// <c>BALLAST_TEST_ENDPOINT</c> names it: a URL for any server, <c>aws</c> for the service itself with the machine's own
/// credentials. Without it the program is started for the suite, and stopped after it.
/// </remarks>
public sealed class ConformanceServer : IAsyncLifetime
{
    private static readonly string? Chosen = Environment.GetEnvironmentVariable("BALLAST_TEST_ENDPOINT");
    private static readonly TimeSpan TableChangeWithin = TimeSpan.FromMinutes(IsService ? 15 : 2);

    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private BallastProcess? _process;
    private int _names;

    public static bool IsService => Chosen == "aws";

    public AmazonDynamoDBClient Client { get; private set; } = null!;

    public Uri Endpoint { get; private set; } = null!;

    public AWSCredentials Credentials { get; private set; } = new BasicAWSCredentials("AKIDCONFORMANCE", "conformance");

    public string Region { get; private set; } = "us-east-1";

    /// <summary>Whether the server calls itself Ballast on its front page. Some tests state what only this server promises.</summary>
    public bool IsBallast { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (IsService)
        {
            UseService();
            return;
        }
        if (Chosen is { Length: > 0 })
            Endpoint = new Uri(Chosen);
        else
        {
            _process = await BallastProcess.StartAsync();
            Endpoint = _process.Endpoint;
        }
        Client = new AmazonDynamoDBClient(Credentials, new AmazonDynamoDBConfig
        {
            ServiceURL = Endpoint.ToString(),
            AuthenticationRegion = Region,
            MaxErrorRetry = 0,
            Timeout = TimeSpan.FromSeconds(30),
        });
        using var browser = new HttpClient();
        var page = await browser.GetAsync(Endpoint);
        IsBallast = (await page.Content.ReadAsStringAsync()).Contains("Ballast", StringComparison.OrdinalIgnoreCase);
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
    }

    /// <summary>A table name that no other test, and no other run, uses.</summary>
    public string UniqueName(string purpose = "table") => $"conformance-{_run}-{Interlocked.Increment(ref _names)}-{purpose}";

    public Task<TableDescription> WaitUntilActiveAsync(string table) =>
        PollAsync(table, found => found?.TableStatus == TableStatus.ACTIVE ? found : null, "ACTIVE");

    public Task<TableDescription> WaitUntilWarmAsync(string table) => PollAsync(
        table, found => found is { WarmThroughput: { } warm } && found.TableStatus == TableStatus.ACTIVE && warm.Status == TableStatus.ACTIVE ? found : null, "warm");

    public Task WaitUntilGoneAsync(string table) =>
        PollAsync(table, found => found is null ? new TableDescription() : null, "gone");

    private async Task<TableDescription> PollAsync(string table, Func<TableDescription?, TableDescription?> settled, string goal)
    {
        using var deadline = new CancellationTokenSource(TableChangeWithin);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(IsService ? 1000 : 10));
        do
        {
            if (settled(await FindAsync(table)) is { } description)
                return description;
        }
        while (!deadline.IsCancellationRequested && await pace.WaitForNextTickAsync());
        throw new TimeoutException($"Table {table} was not {goal} within {TableChangeWithin}.");
    }

    private async Task<TableDescription?> FindAsync(string table)
    {
        try
        {
            return (await Client.DescribeTableAsync(table)).Table;
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    private void UseService()
    {
        Client = new AmazonDynamoDBClient();
        Credentials = DefaultAWSCredentialsIdentityResolver.GetCredentials();
        Region = Client.Config.RegionEndpoint.SystemName;
        Endpoint = new Uri($"https://dynamodb.{Region}.amazonaws.com");
    }
}

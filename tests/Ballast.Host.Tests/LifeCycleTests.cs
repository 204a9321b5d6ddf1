using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Ballast.Host.Tests;

/// <summary>From the start to the end of a process, and what it leaves behind.</summary>
public sealed class LifeCycleTests : IDisposable
{
    private const string Table = "life-cycle";
    private readonly Place _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task The_ready_block_names_endpoint_data_and_a_command_to_try()
    {
        await using var server = await _place.ServeAsync();
        Assert.Contains("Ballast is ready.", server.Output, StringComparison.Ordinal);
        Assert.Contains($"endpoint  http://127.0.0.1:{server.Endpoint.Port}", server.Output, StringComparison.Ordinal);
        Assert.Contains($"data      {_place.In("ballast-data")}", server.Output, StringComparison.Ordinal);
        Assert.Contains($"aws dynamodb list-tables --endpoint-url http://127.0.0.1:{server.Endpoint.Port}", server.Output, StringComparison.Ordinal);
        Assert.Empty(server.Errors);
        using var http = new HttpClient();
        Assert.Equal("healthy\n", await http.GetStringAsync(new Uri(server.Endpoint, "/health")));
        Assert.Equal(0, await server.StopAsync());
    }

    [Theory]
    [InlineData(15)]
    [InlineData(2)]
    public async Task A_signal_drains_the_request_in_flight_and_a_repeated_one_does_not_cut_it_short(int signal)
    {
        await using var server = await _place.ServeAsync();
        using var client = await OpenAsync(server);
        const string Body = "{}";
        var head = $"POST / HTTP/1.1\r\nHost: {server.Endpoint.Authority}\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\nX-Amz-Date: 20300101T000000Z\r\n"
            + $"Authorization: AWS4-HMAC-SHA256 Credential=a/20300101/r/dynamodb/aws4_request, SignedHeaders=host, Signature=0\r\nContent-Length: {Body.Length}\r\n\r\n";
        // The head and half of the body are with the server, which waits for the rest: a request in flight.
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /health HTTP/1.1\r\nHost: x\r\n\r\n" + head + Body[..1]));
        await ReadUntilAsync(stream, "healthy\n");
        server.Signal(new Signal(signal));
        await server.HearsAsync("Stopping");
        server.Signal(new Signal(signal));
        server.Signal(Signal.Terminate);
        await AssertNoLongerAcceptsAsync(server);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Body[1..]));
        Assert.Contains("TableNames", await ReadUntilAsync(stream, "TableNames"), StringComparison.Ordinal);
        Assert.Equal(0, await server.EndsAsync());
    }

    [Fact]
    public async Task A_connection_that_is_kept_is_told_with_an_answer_that_it_ends()
    {
        await using var server = await _place.ServeAsync();
        using var client = await OpenAsync(server);
        var stream = client.GetStream();
        var ask = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray();
        await stream.WriteAsync(ask);
        Assert.DoesNotContain("Connection: close", await ReadUntilAsync(stream, "healthy\n"), StringComparison.Ordinal);
        server.Signal(Signal.Terminate);
        await AssertNoLongerAcceptsAsync(server);
        // Nobody comes in any more, and who is in gets an answer, and with it the word.
        await stream.WriteAsync(ask);
        Assert.Contains("Connection: close", await ReadUntilAsync(stream, "healthy\n"), StringComparison.Ordinal);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        Assert.Equal(0, await server.EndsAsync());
    }

    [Fact]
    public async Task A_clean_stop_leaves_all_the_data_in_its_trees()
    {
        await using (var server = await _place.ServeAsync())
        {
            using var client = ClientOf(server);
            await MakeTableAsync(client);
            for (var i = 0; i < 50; i++)
                await client.PutItemAsync(Table, new() { ["h"] = new() { S = $"{i}" } });
            Assert.Equal(0, await server.StopAsync());
        }
        var node = _place.In(Path.Combine("ballast-data", "node-1"));
        Assert.NotEmpty(Directory.GetFiles(node, "group-*.tree"));
        await using (var server = await _place.ServeAsync())
        {
            using var client = ClientOf(server);
            Assert.Equal(50, (await client.ScanAsync(new ScanRequest(Table))).Count);
            Assert.Equal(0, await server.StopAsync());
        }
    }

    [Fact]
    public async Task What_was_acknowledged_outlives_a_kill()
    {
        await using (var server = await _place.ServeAsync())
        {
            using var client = ClientOf(server);
            await MakeTableAsync(client);
            await client.PutItemAsync(Table, new() { ["h"] = new() { S = "kept" } });
            server.Signal(Signal.Kill);
            await server.EndsAsync();
        }
        await using (var server = await _place.ServeAsync())
        {
            using var client = ClientOf(server);
            Assert.Equal("kept", (await client.GetItemAsync(Table, new() { ["h"] = new() { S = "kept" } })).Item["h"].S);
            Assert.Equal(0, await server.StopAsync());
        }
    }

    [Fact]
    public async Task A_second_process_on_the_same_directory_is_refused_and_the_first_goes_on()
    {
        await using var server = await _place.ServeAsync();
        var (code, _, errors) = await _place.RunAsync("--port", "0");
        Assert.Equal(ServerProcess.InUse, code);
        Assert.Contains($"The data directory {_place.In("ballast-data")} is in use by another Ballast process.", errors, StringComparison.Ordinal);
        using var client = ClientOf(server);
        Assert.Empty((await client.ListTablesAsync()).TableNames ?? []);
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_is_answered_with_one_line()
    {
        var file = _place.Write("a-file", "");
        var (code, _, errors) = await _place.RunAsync("--port", "0", "--data", Path.Combine(file, "below"));
        Assert.Equal(ServerProcess.WrongSetting, code);
        Assert.Contains($"The data directory {Path.Combine(file, "below")} cannot be written", errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors.Trim());
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_directory_is_called_one()
    {
        var file = _place.Write("a-file", "");
        var (code, _, errors) = await _place.RunAsync("--port", "0", "--data", file);
        Assert.Equal(ServerProcess.WrongSetting, code);
        Assert.Equal($"ballast: The data directory {file} is a file. Choose a directory with --data.", errors.Trim());
    }

    [Theory]
    [InlineData("wal-0000000000000001.log")]
    [InlineData("group-0000000001.tree")]
    [InlineData("node")]
    public async Task A_node_whose_files_are_damaged_is_made_whole_from_the_others(string name)
    {
        await using (var server = await _place.ServeAsync())
        {
            using var client = ClientOf(server);
            await MakeTableAsync(client);
            await client.PutItemAsync(Table, new() { ["h"] = new() { S = "kept" } });
            Assert.Equal(0, await server.StopAsync());
        }
        await DamageAsync(1, name);
        await using (var server = await _place.ServeAsync())
        {
            using var client = ClientOf(server);
            Assert.Equal("kept", (await client.GetItemAsync(Table, new() { ["h"] = new() { S = "kept" } }, consistentRead: true)).Item["h"].S);
            var (code, output, _) = await VerifyAsync(server);
            for (var tries = 1; code != 0 && tries < 100; tries++)
                (code, output, _) = await VerifyAsync(server);
            Assert.True(code == 0, output);
            Assert.Contains("2 partitions: all replicas are equal.", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Two_damaged_logs_are_refused_in_one_line_and_left_alone()
    {
        const string Name = "wal-0000000000000001.log";
        await using (var server = await _place.ServeAsync())
            Assert.Equal(0, await server.StopAsync());
        var (first, second) = (await DamageAsync(1, Name), await DamageAsync(2, Name));
        var (code, _, errors) = await _place.RunAsync("--port", "0");
        Assert.Equal(ServerProcess.UnreadableData, code);
        Assert.Contains("are damaged, and are left as they are", errors, StringComparison.Ordinal);
        Assert.Contains(Name, errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors.Trim());
        Assert.Equal(first, await File.ReadAllBytesAsync(FileOf(1, Name)));
        Assert.Equal(second, await File.ReadAllBytesAsync(FileOf(2, Name)));
    }

    [Fact]
    public async Task Verify_says_what_it_cannot_reach_and_what_is_no_endpoint()
    {
        var (code, _, errors) = await _place.RunAsync("verify", "--endpoint", "http://127.0.0.1:9");
        Assert.Equal(68, code);
        Assert.Contains("http://127.0.0.1:9/ does not tell of its replicas", errors, StringComparison.Ordinal);
        (code, _, errors) = await _place.RunAsync("verify", "--endpoint", "somewhere");
        Assert.Equal(64, code);
        Assert.Contains("'somewhere' is not a URL", errors, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output, string Errors)> VerifyAsync(ServerProcess server) => _place.RunAsync("verify", "--endpoint", server.Endpoint.ToString());

    private string FileOf(int node, string name) => _place.In(Path.Combine("ballast-data", $"node-{node}", name));

    private async Task<byte[]> DamageAsync(int node, string name)
    {
        var bytes = await File.ReadAllBytesAsync(FileOf(node, name));
        for (var i = 0; i < bytes.Length; i += 512)
            bytes[i] ^= 0xFF;
        await File.WriteAllBytesAsync(FileOf(node, name), bytes);
        return bytes;
    }

    [Fact]
    public async Task Data_of_a_newer_version_is_refused_and_left_alone()
    {
        await using (var server = await _place.ServeAsync())
            Assert.Equal(0, await server.StopAsync());
        var identity = _place.In(Path.Combine("ballast-data", "node-1", "node"));
        var bytes = await File.ReadAllBytesAsync(identity);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), 999);
        await File.WriteAllBytesAsync(identity, bytes);
        var (code, _, errors) = await _place.RunAsync("--port", "0");
        Assert.Equal(ServerProcess.UnreadableData, code);
        Assert.Contains("was written by a newer release (node format 999; this release knows 2)", errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors.Trim());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(identity));
    }

    [Fact]
    public async Task A_strange_directory_is_refused()
    {
        Directory.CreateDirectory(_place.In(Path.Combine("ballast-data", "node-1")));
        _place.Write(Path.Combine("ballast-data", "node-1", "holiday.jpg"), "");
        var (code, _, errors) = await _place.RunAsync("--port", "0");
        Assert.Equal(ServerProcess.UnreadableData, code);
        Assert.Contains("holiday.jpg", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_memory_no_file_is_written()
    {
        await using var server = await _place.ServeAsync("--port", "0", "--in-memory");
        Assert.Contains("in memory", server.Output, StringComparison.Ordinal);
        using var client = ClientOf(server);
        await MakeTableAsync(client);
        await client.PutItemAsync(Table, new() { ["h"] = new() { S = "gone" } });
        Assert.Equal(0, await server.StopAsync());
        Assert.Empty(Directory.GetFileSystemEntries(_place.Path));
    }

    internal static AmazonDynamoDBClient ClientOf(ServerProcess server) =>
        new("local", "local", new AmazonDynamoDBConfig { ServiceURL = server.Endpoint.ToString(), MaxErrorRetry = 0 });

    private static async Task MakeTableAsync(AmazonDynamoDBClient client)
    {
        await client.CreateTableAsync(new CreateTableRequest
        {
            TableName = Table, BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema = [new KeySchemaElement("h", KeyType.HASH)],
            AttributeDefinitions = [new AttributeDefinition("h", ScalarAttributeType.S)],
        });
        while ((await client.DescribeTableAsync(Table)).Table.TableStatus != TableStatus.ACTIVE)
            await Task.Yield();
    }

    private static async Task<TcpClient> OpenAsync(ServerProcess server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Endpoint.Host, server.Endpoint.Port);
        return client;
    }

    private static async Task AssertNoLongerAcceptsAsync(ServerProcess server)
    {
        // The listener closes a moment after the signal was heard.
        while (true)
        {
            try
            {
                using var another = await OpenAsync(server);
                await Task.Yield();
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private static async Task<string> ReadUntilAsync(NetworkStream stream, string text)
    {
        var read = new StringBuilder();
        var bytes = new byte[4096];
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(bytes).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            if (count == 0)
                break;
            read.Append(Encoding.UTF8.GetString(bytes, 0, count));
        }
        return read.ToString();
    }
}

using System.Text;
using Ballast.Bench.Load;
using Ballast.Bench.Wire;
using Ballast.Bench.Workloads;

namespace Ballast.Bench.Tests;

public sealed class LoadRunTests
{
    private static readonly string Item = "{\"Item\":{\"pk\":{\"S\":\"" + new string('x', 900) + "\"}}}";

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    public void A_closed_loop_sends_as_many_operations_as_asked(int connections, int threads)
    {
        using var server = new ScriptedServer(_ => [ScriptedServer.Answer("200 OK", Item)]);
        var report = new LoadRun(Options(server, "get") with { Connections = connections, Threads = threads }).Execute();
        Assert.Equal(500, report.Operations);
        Assert.Equal(500, server.Requests);
        Assert.Empty(report.Errors);
        Assert.Equal("Read", Assert.Single(report.Latencies).Operation);
    }

    [Fact]
    public void An_answer_in_pieces_is_one_answer()
    {
        var whole = ScriptedServer.Answer("200 OK", Item);
        using var server = new ScriptedServer(request => [whole[..(1 + request % (whole.Length - 1))], whole[(1 + request % (whole.Length - 1))..]]);
        var report = new LoadRun(Options(server, "get") with { Operations = 2 * whole.Length }).Execute();
        Assert.Equal(2 * whole.Length, report.Operations);
        Assert.Empty(report.Errors);
    }

    [Fact]
    public void A_body_far_longer_than_the_buffer_is_read_to_its_end()
    {
        var body = "{\"Items\":\"" + new string('y', 150_000) + "\"}";
        using var server = new ScriptedServer(_ => [ScriptedServer.Answer("200 OK", body)]);
        var report = new LoadRun(Options(server, "e") with { Operations = 50 }).Execute();
        Assert.Equal(50, report.Operations);
        Assert.Empty(report.Errors);
    }

    [Fact]
    public void Errors_are_counted_by_type_and_are_no_operations()
    {
        using var server = new ScriptedServer(request => (request % 5) switch
        {
            0 => [ScriptedServer.Answer("400 Bad Request", "{\"__type\":\"a#ThrottlingException\"}")],
            1 => [ScriptedServer.Answer("503 Busy", "later")],
            2 => [ScriptedServer.Answer("200 OK", "{}")],
            _ => [ScriptedServer.Answer("200 OK", Item)],
        });
        var report = new LoadRun(Options(server, "get")).Execute();
        Assert.Equal(200, report.Operations);
        Assert.Equal(
            [("HTTP 503", 100L), ("ThrottlingException", 100), ("the item is missing", 100)],
            report.Errors.Select(error => (error.Key, error.Value)).OrderBy(error => error.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void A_broken_connection_is_an_error_and_is_opened_again()
    {
        using var server = new ScriptedServer(request => request % 50 == 49 ? null : [ScriptedServer.Answer("200 OK", Item)]);
        var report = new LoadRun(Options(server, "get")).Execute();
        Assert.Equal(490, report.Operations);
        Assert.Equal(10, report.Errors.Values.Sum());
    }

    [Fact]
    public void A_read_modify_write_is_one_operation_of_two_requests()
    {
        using var server = new ScriptedServer(_ => [ScriptedServer.Answer("200 OK", Item)]);
        var report = new LoadRun(Options(server, "f")).Execute();
        var pairs = report.Latencies.Single(latency => latency.Operation == "ReadModifyWrite").Count;
        Assert.InRange(pairs, 200, 300);
        Assert.Equal(500 + pairs, server.Requests);
    }

    [Fact]
    public void A_schedule_does_not_wait_for_the_server()
    {
        var pacer = new Pacer(1_000, System.Diagnostics.Stopwatch.Frequency / 10.0);
        Assert.Equal(1_000, pacer.NextDue);
        for (var i = 0; i < 7; i++)
            pacer.Take();
        Assert.Equal(1_070, pacer.NextDue);
    }

    [Fact]
    public void An_open_loop_charges_waiting_for_a_connection_to_the_latency()
    {
        // One connection at a rate that no server reaches: the last operation was due long before its turn came.
        using var server = new ScriptedServer(_ => [ScriptedServer.Answer("200 OK", Item)]);
        var report = new LoadRun(Options(server, "get") with { Connections = 1, Rate = 100_000_000 }).Execute();
        var latency = Assert.Single(report.Latencies);
        Assert.Equal(500, latency.Count);
        // Counted from the sending, the mean would be a five hundredth of the run. A pause of the machine at its start makes it nearly all.
        Assert.InRange(latency.Mean / (report.Seconds * 1e6), 0.2, 1.0);
    }

    [Fact]
    public void Other_systems_wait_by_select()
    {
        using var server = new ScriptedServer(_ => [ScriptedServer.Answer("200 OK", Item)]);
        using var readiness = new SelectReadiness();
        using var connection = new Connection(server.Address);
        readiness.Add(connection);
        var ready = new Connection[1];
        Assert.Equal(0, readiness.Wait(0, ready));
        connection.Send(Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n"));
        Assert.Equal(1, readiness.Wait(10_000_000_000, ready));
        Assert.Same(connection, ready[0]);
    }

    private static LoadOptions Options(ScriptedServer server, string mix) => new()
    {
        Endpoint = server.Address,
        Shape = new ItemShape("usertable", 900, 10),
        Mix = Mix.Find(mix)!,
        Records = 100,
        Operations = 500,
        WarmUp = TimeSpan.Zero,
        Connections = 4,
    };
}

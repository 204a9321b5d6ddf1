using System.Runtime.InteropServices;

using Ballast.Configuration;

namespace Ballast.Hosting;

/// <summary>A running process: opens, serves, and on a signal drains and closes.</summary>
internal static class Server
{
    public static async Task<ExitCode> RunAsync(ServerOptions options)
    {
        using var stop = new StopSignal();
        using var logs = LoggerFactory.Create(builder => Logging(builder, options.LogLevel));
        var tls = TlsIdentity.Load(options);
        if (await TryOpenAsync(options, logs, stop) is not { } opened)
            return ExitCode.Success;
        await using var database = opened;
        await using var host = await KestrelHost.StartAsync(options, tls, database.Router, database.Replicas, builder => Logging(builder, options.LogLevel));
        ReadyBlock.Write(Console.Out, options, host.Endpoints);
        var ended = await Task.WhenAny(stop.Requested, database.Failed);
        if (ended == stop.Requested)
            await Console.Error.WriteLineAsync("Stopping: finishing requests in flight.");
        await host.StopAsync();
        if (ended == stop.Requested)
            return ExitCode.Success;
        await Console.Error.WriteLineAsync("ballast: stopped, because the disk can no longer be trusted. Nothing acknowledged is lost.");
        return ExitCode.DiskFailure;
    }

    // Null when it was told to stop before it was open.
    private static async Task<Database?> TryOpenAsync(ServerOptions options, ILoggerFactory logs, StopSignal stop)
    {
        try
        {
            return await Database.OpenAsync(options, logs, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return null;
        }
    }

    private static void Logging(ILoggingBuilder builder, LogLevel level) => builder
        .SetMinimumLevel(level)
        .AddFilter("Microsoft", level < LogLevel.Warning ? level : LogLevel.Error)
        // Why it could not listen is told in one line; the host would add its stack trace.
        .AddFilter("Microsoft.Extensions.Hosting", level < LogLevel.Warning ? level : LogLevel.None)
        // With it on, every request gets an activity that nobody reads.
        .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", level < LogLevel.Information ? level : LogLevel.None)
        .AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        })
        .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);

    /// <summary>SIGTERM, SIGINT or SIGQUIT, once or several times: the first asks to stop, the others change nothing.</summary>
    private sealed class StopSignal : IDisposable
    {
        private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _token = new();
        private readonly List<PosixSignalRegistration> _registrations = [];

        public StopSignal()
        {
            foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT })
                _registrations.Add(PosixSignalRegistration.Create(signal, context =>
                {
                    context.Cancel = true;
                    _requested.TrySetResult();
                    _token.Cancel();
                }));
        }

        public CancellationToken Token => _token.Token;

        public Task Requested => _requested.Task;

        public void Dispose()
        {
            foreach (var registration in _registrations)
                registration.Dispose();
            _token.Dispose();
        }
    }
}

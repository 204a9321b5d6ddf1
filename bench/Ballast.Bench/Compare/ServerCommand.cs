using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ballast.Bench.Compare;

/// <summary>How to start a server: <c>name=command line</c>, in which <c>{port}</c> and <c>{data}</c> are filled in.</summary>
internal sealed record ServerCommand(string Name, string Line)
{
    public static ServerCommand Parse(string text)
    {
        var (name, line) = NamedValue.Split(text);
        return new ServerCommand(name, line);
    }

    /// <summary>Starts it on a free port of 127.0.0.1 with a new directory under <paramref name="dataRoot"/>.</summary>
    public ServerProcess Start(DirectoryInfo dataRoot)
    {
        var port = FreePort();
        var data = Directory.CreateDirectory(Path.Combine(dataRoot.FullName, $"{Name}-{port}-{Environment.ProcessId}"));
        var line = Line.Replace("{port}", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var words = CommandLineWords.Split(line)
            .Select(word => word.Replace("{data}", data.FullName, StringComparison.Ordinal)).ToArray();
        return new ServerProcess(Name, port, words, data);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>The form <c>name=value</c> of options that name a contender.</summary>
internal static class NamedValue
{
    public static (string Name, string Value) Split(string text)
    {
        var sign = text.IndexOf('=', StringComparison.Ordinal);
        return sign > 0 && sign < text.Length - 1
            ? (text[..sign], text[(sign + 1)..])
            : throw new ArgumentException($"'{text}' is not of the form name=value");
    }
}

using System.Net.Sockets;

namespace Ballast.Bench.Commands;

/// <summary>Expected failures end a command with one line and status 2; anything else is a bug and keeps its stack.</summary>
internal static class Failures
{
    public static int Shown(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or TimeoutException
            or SocketException or IOException)
        {
            Console.Error.WriteLine("bench: " + failure.Message);
            return 2;
        }
    }
}

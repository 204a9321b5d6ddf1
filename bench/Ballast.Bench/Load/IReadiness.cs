namespace Ballast.Bench.Load;

/// <summary>Tells which connections have bytes to read.</summary>
internal interface IReadiness : IDisposable
{
    void Add(Connection connection);

    void Remove(Connection connection);

    /// <summary>Waits until a connection is readable or the time is over; fills <paramref name="ready"/> and returns how many.</summary>
    int Wait(long nanosMax, Connection[] ready);

    static IReadiness Create(int connections) =>
        OperatingSystem.IsLinux() ? new EpollReadiness(connections) : new SelectReadiness();
}

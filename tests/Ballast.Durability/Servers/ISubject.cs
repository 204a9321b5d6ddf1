using Ballast.Foundation;
using Ballast.Processes;

namespace Ballast.Durability.Servers;

/// <summary>What a campaign ends again and again: one server, or a cluster of them.</summary>
/// <remarks>In each round: it is chosen what ends, that ends, and starts again on its data, while the rest goes on.</remarks>
internal interface ISubject : IAsyncDisposable
{
    /// <summary>Where clients write. An end may change it.</summary>
    IReadOnlyList<Uri> Endpoints { get; }

    /// <summary>Where everything is read after an end, one after the other.</summary>
    IReadOnlyList<Uri> ReadingEndpoints { get; }

    /// <summary>The longest load before an end.</summary>
    int LoadMillisecondsMax { get; }

    /// <summary>The longest load behind it, on what goes on.</summary>
    int GoesOnMillisecondsMax { get; }

    /// <summary>Of all ends together, as the end of a sentence.</summary>
    string Summary { get; }

    /// <summary>The last that its processes said, for whoever looks into a failure.</summary>
    string Said { get; }

    Task StartAsync();

    void Choose(Chance chance);

    /// <summary>Those which end in this round.</summary>
    IEnumerable<ServerProcess> Chosen { get; }

    Task EndAsync();

    Task RestartAsync();

    /// <summary>Returns when it serves; null, or why it does not.</summary>
    Task<string?> ServesAsync();

    /// <summary>Returns when it has healed; null, or what is wrong.</summary>
    Task<string?> HealsAsync();
}

using System.Threading.Channels;

namespace Ballast.Router.Http;

/// <summary>Lets so many in at once; the others wait for their turn, first come, first served. Thread-safe.</summary>
internal sealed class TurnGate
{
    private readonly Channel<bool> _turns;

    public TurnGate(int atOnceMax)
    {
        _turns = Channel.CreateBounded<bool>(atOnceMax);
        for (var turn = 0; turn < atOnceMax; turn++)
            _turns.Writer.TryWrite(true);
    }

    /// <summary>Takes a turn, which must be given back with <see cref="Leave"/>.</summary>
    public async ValueTask EnterAsync() => await _turns.Reader.ReadAsync();

    public void Leave() => Foundation.Invariant.Holds(_turns.Writer.TryWrite(true));
}

using Ballast.Router.Http;

namespace Ballast.Router.Tests.Wire;

public sealed class TurnGateTests
{
    [Fact]
    public async Task So_many_enter_at_once_and_the_next_waits_for_one_to_leave()
    {
        var gate = new TurnGate(2);
        await gate.EnterAsync();
        await gate.EnterAsync();
        var third = gate.EnterAsync();
        var fourth = gate.EnterAsync();
        Assert.False(third.IsCompleted);
        gate.Leave();
        await third;
        Assert.False(fourth.IsCompleted);
        gate.Leave();
        await fourth;
    }

    [Fact]
    public async Task Who_has_not_entered_cannot_leave()
    {
        var gate = new TurnGate(1);
        Assert.ThrowsAny<Exception>(gate.Leave);
        await gate.EnterAsync();
        gate.Leave();
    }
}

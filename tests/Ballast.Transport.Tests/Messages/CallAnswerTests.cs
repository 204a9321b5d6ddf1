using Ballast.Foundation;
using Ballast.Node.Calls;
using Ballast.Node.Links;

namespace Ballast.Transport.Tests.Messages;

public sealed class CallAnswerTests
{
    public static TheoryData<string> Names => [.. CallSamples.Answered.Select(static sample => sample.Item1)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_call_takes_over_all_that_another_was_answered(string name)
    {
        var answered = ((CallAnswerMessage)CallSamples.Answered.Single(sample => sample.Item1 == name).Item2).Answered;
        var call = (ReplicaCall)Activator.CreateInstance(answered.GetType())!;
        call.Begin();
        call.CopyAnswerFrom(answered);
        Assert.Equal(Shape.Of(answered), Shape.Of(call));
    }

    [Fact]
    public void Answers_of_another_kind_are_not_taken()
    {
        var read = new ItemRead();
        Assert.Throws<InvariantViolatedException>(() => read.CopyAnswerFrom(new LeaderCall()));
    }

    [Fact]
    public void What_was_asked_stays_and_what_was_answered_before_goes()
    {
        var call = new ItemRead();
        call.Begin();
        call.Key.Write("key"u8);
        call.Document.Write("old"u8);
        var answered = new ItemRead();
        answered.Begin();
        answered.Key.Write("other"u8);
        answered.Document.Write("new"u8);
        (answered.Found, answered.Outcome) = (true, CallOutcome.Unavailable);
        call.CopyAnswerFrom(answered);
        Assert.True(call.Key.Written.SequenceEqual("key"u8));
        Assert.True(call.Document.Written.SequenceEqual("new"u8));
        Assert.Equal((true, CallOutcome.Unavailable), (call.Found, call.Outcome));
    }
}

using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

using Ballast.Foundation;
using Ballast.Node.Calls;
using Ballast.Node.Links;
using Ballast.Replication.Groups;
using Ballast.Replication.Messages;
using Ballast.Transport.Messages;

using Google.Protobuf;

using Wire = Ballast.Transport.Messages.Wire;

namespace Ballast.Transport.Tests.Messages;

public sealed class MessageCodecTests
{
    private static readonly Assembly[] Speaking = [typeof(NodeMessage).Assembly, typeof(GroupMessage).Assembly];

    public static TheoryData<string> Names => [.. Samples.All.Select(static sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_comes_back_as_it_was(string name)
    {
        var message = Named(name);
        var bytes = Coded.Of(message);
        var read = MessageCodec.Decode(new ReadOnlySequence<byte>(bytes), message.From, message.To, out var fault);
        Assert.Equal(MessageFault.None, fault);
        Assert.Equal(Shape.Of(message), Shape.Of(read));
    }

    [Theory]
    [InlineData(typeof(NodeMessage))]
    [InlineData(typeof(GroupMessage))]
    [InlineData(typeof(ReplicaCall))]
    public void There_is_a_sample_of_every_kind(Type family)
    {
        var kinds = Speaking.SelectMany(static assembly => assembly.GetTypes()).Where(type => type.IsSubclassOf(family) && !type.IsAbstract).Select(static type => type.Name);
        var samples = Samples.All.Select(static sample => sample.Message.GetType())
            .Concat(Samples.GroupSamples.Select(static sample => sample.Message.GetType()))
            .Concat(Samples.All.Select(static sample => (sample.Message as CallMessage)?.Asked.GetType() ?? (sample.Message as CallAnswerMessage)?.Answered.GetType()))
            .Where(type => type?.IsSubclassOf(family) == true).Select(static type => type!.Name).Distinct();
        Assert.Equal(kinds.Order(), samples.Order());
    }

    [Fact]
    public void The_samples_leave_nothing_at_its_default()
    {
        var parts = Samples.All.SelectMany(static sample => Shape.Parts(sample.Message)).Select(static part => (Way: Regex.Replace(part.Way, @"\[\d+\]", ""), part.Text));
        string[] plain = ["none", "", "0", "False", "s0", "n0", "g0", "b0.0"];
        var told = parts.Where(part => !plain.Contains(part.Text)).Select(static part => part.Way).ToHashSet();
        List<string> untold = [.. parts.Select(static part => part.Way).Distinct().Where(way => !told.Contains(way) && !told.Any(other => other.StartsWith(way + ".", StringComparison.Ordinal)))];
        Assert.Empty(untold);
    }

    // Checked-in bytes are what earlier releases said. A new sample adds its line when this runs once with BALLAST_WRITE_FORMATS=1.
    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_ever_said_is_understood_and_said_again(string name)
    {
        var message = Named(name);
        var bytes = Stored(name, Coded.Of(message));
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(Coded.Of(message)));
        Assert.Equal(Shape.Of(message), Shape.Of(Coded.Read(bytes)));
    }

    [Fact]
    public void Bytes_may_come_in_pieces_and_are_not_held()
    {
        foreach (var (name, message) in Samples.All)
        {
            var bytes = Coded.Of(message);
            var read = MessageCodec.Decode(Pieces.Of(bytes, 3), Samples.From, Samples.To);
            Array.Clear(bytes);
            Assert.True(Shape.Of(message) == Shape.Of(read), name);
        }
    }

    [Fact]
    public void A_decoded_message_says_who_sent_it_to_whom_by_the_connection()
    {
        var read = MessageCodec.Decode(new ReadOnlySequence<byte>(Coded.Of(Named("append"))), new(8), new(9));
        var append = Assert.IsType<Append>(Assert.IsType<GroupMessages>(read).Messages.Single());
        Assert.Equal((new(8), new(9)), (append.From, append.To));
    }

    [Fact]
    public void A_kind_of_a_newer_release_is_told_from_damage()
    {
        Assert.Equal(MessageFault.UnknownKind, Coded.FaultOf([0xFA, 0x07, 0x02, 0x08, 0x01]));
        Assert.Equal(MessageFault.UnknownKind, Coded.FaultOf(new Wire.Envelope { Groups = new Wire.GroupBatch { Messages = { new Wire.GroupMessage { Group = 1 } } } }.ToByteArray()));
        Assert.Equal(MessageFault.Damaged, Coded.FaultOf([]));
        Assert.Equal(MessageFault.Damaged, Coded.FaultOf([0xFF]));
    }

    [Fact]
    public void A_field_of_a_newer_release_is_passed_over()
    {
        var bytes = Coded.Of(Named("serves"));
        // Envelope field 10, then its length; field 15 of it is new.
        byte[] longer = [bytes[0], (byte)(bytes[1] + 2), .. bytes[2..], 15 << 3, 1];
        Assert.Equal(Shape.Of(Named("serves")), Shape.Of(Coded.Read(longer)));
    }

    [Fact]
    public void What_is_sent_for_another_is_a_question_about_membership_only()
    {
        var behind = new Behind(Samples.Group, new(3), Samples.To, Samples.Ballot, new(1), 1);
        Assert.Throws<InvariantViolatedException>(() => Coded.Of(new GroupMessages(Samples.From, Samples.To, [behind])));
    }

    [Fact]
    public void Payloads_are_not_copied_more_than_once_on_either_side()
    {
        var payload = new byte[1 << 20];
        var entry = new GroupEntry(new(1), Samples.Ballot, Samples.Ballot, Samples.Ballot, EntryKind.Command, 16, payload);
        var message = new GroupMessages(Samples.From, Samples.To, [new Append(Samples.Group, Samples.From, Samples.To, Samples.Ballot, new(1), [entry], new(0), null, new(0), false)]);
        var target = new ArrayBufferWriter<byte>(payload.Length * 2);
        MessageCodec.Encode(message, target);
        target.ResetWrittenCount();
        var before = GC.GetAllocatedBytesForCurrentThread();
        MessageCodec.Encode(message, target);
        var encoded = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotNull(MessageCodec.Decode(new ReadOnlySequence<byte>(target.WrittenMemory), Samples.From, Samples.To));
        var decoded = GC.GetAllocatedBytesForCurrentThread();
        Assert.InRange(encoded - before, 0, payload.Length / 8);
        Assert.InRange(decoded - encoded, payload.Length, payload.Length + payload.Length / 8);
    }

    private static NodeMessage Named(string name) => Samples.All.Single(sample => sample.Name == name).Message;

    private static byte[] Stored(string name, byte[] encoded, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "..", "Bytes", "messages-v1.txt");
        if (Environment.GetEnvironmentVariable("BALLAST_WRITE_FORMATS") == "1" && Find(path, name) is null)
            File.AppendAllText(path, $"{name} {Convert.ToHexString(encoded)}\n");
        return Convert.FromHexString(Find(path, name) ?? throw new InvalidOperationException("There are no bytes of " + name));
    }

    private static string? Find(string path, string name) =>
        File.Exists(path) ? File.ReadLines(path).Select(static line => line.Split(' ')).FirstOrDefault(line => line[0] == name)?[1] : null;
}

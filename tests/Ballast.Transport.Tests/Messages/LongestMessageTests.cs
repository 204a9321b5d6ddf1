using System.Text;

using Ballast.Foundation.Identity;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Model.Sizes;
using Ballast.Model.Tests;
using Ballast.Node.Calls;
using Ballast.Node.Copies;
using Ballast.Node.Links;
using Ballast.Replication.Groups;
using Ballast.Replication.Members;
using Ballast.Replication.Messages;
using Ballast.Storage.Snapshots;
using Ballast.Transport.Connections;

namespace Ballast.Transport.Tests.Messages;

/// <summary>The longest messages that anything may lead to fit into a frame.</summary>
public sealed class LongestMessageTests
{
    // What a client may send in one request (RequestRouter).
    private const int RequestBytesMax = 16 << 20;
    private const int NameBytesMax = 65_535;

    [Fact]
    public void A_value_that_a_condition_uses_a_thousand_times_is_said_once()
    {
        var long1 = Text(ExpressionLimits.PlaceholdersBytesMax - 1024);
        var request = new Placeholders();
        Assert.Null(request.AddValue(":v"u8.ToArray(), long1));
        var text = string.Join(" OR ", Enumerable.Repeat($"a IN({string.Join(',', Enumerable.Repeat(":v", ExpressionLimits.InOperandsMax))})", 13));
        Assert.InRange(text.Length, ExpressionLimits.ExpressionBytesMax - 300, ExpressionLimits.ExpressionBytesMax);
        AssertFits(ExpressionLimits.PlaceholdersBytesMax * 2, write => write.Condition = Condition(text, request));
    }

    [Fact]
    public void A_value_that_an_update_and_its_condition_use_is_said_once_in_each()
    {
        var request = new Placeholders();
        Assert.Null(request.AddValue(":v"u8.ToArray(), Text(ExpressionLimits.PlaceholdersBytesMax - 1024)));
        var update = "SET " + string.Join(',', Enumerable.Range(0, 500).Select(static i => $"a{i}=:v"));
        Assert.True(UpdateExpression.TryParse(Encoding.UTF8.GetBytes(update), request, out var changes, out _));
        AssertFits(ExpressionLimits.PlaceholdersBytesMax * 3, write => (write.Update, write.Condition) = (changes, Condition("a=:v OR b=:v OR c=:v", request)));
    }

    [Fact]
    public void A_name_that_stands_in_every_step_of_every_path_is_said_once()
    {
        var request = new Placeholders();
        Assert.Null(request.AddName("#n"u8.ToArray(), Encoding.UTF8.GetBytes(new string('n', NameBytesMax))));
        var path = string.Join('.', Enumerable.Repeat("#n", ExpressionLimits.PathElementsMax - 1));
        var text = string.Join(" OR ", Enumerable.Range(0, 35).Select(i => $"attribute_exists({path}[{i}])".Replace("attribute_exists", i == 0 ? "attribute_exists" : "size", StringComparison.Ordinal) + (i == 0 ? "" : ">a")));
        Assert.InRange(text.Length, ExpressionLimits.ExpressionBytesMax / 2, ExpressionLimits.ExpressionBytesMax);
        AssertFits(NameBytesMax * 2, write => write.Condition = Condition(text, request));
    }

    [Fact]
    public void A_request_of_the_longest_values_from_before_expressions_fits()
    {
        var test = new AttributeTest("a"u8.ToArray(), AttributeOperator.Equal, [Text(RequestBytesMax)]);
        AssertFits(Frame.MessageBytesMax, write => write.Condition = ConditionExpression.OfTests([test], false));
    }

    [Fact]
    public void Many_short_values_from_before_expressions_are_no_longer_than_in_the_request()
    {
        const int Count = 10_000;
        var test = new AttributeTest("a"u8.ToArray(), AttributeOperator.In, [.. Enumerable.Repeat((ReadOnlyMemory<byte>)DynamoJson.Value("{'S':''}"), Count)]);
        AssertFits("""{"S":""},""".Length * Count, write => write.Condition = ConditionExpression.OfTests([test], false));
    }

    [Fact]
    public void A_page_of_a_range_read_fits()
    {
        // A page of 1 MB ends with the item that reaches it. A document may be longer than an item's size says, by its numbers and its structure, at most some times.
        const int LongerMax = 8;
        AssertFits(CallSamples.Answer(new RangeRead(), CallOutcome.Done, static range =>
        {
            range.Documents.Write(new byte[LongerMax * ((1 << 20) + ItemSize.ItemBytesMax)]);
            range.LastDocument.Write(new byte[LongerMax * ItemSize.ItemBytesMax]);
        }));
    }

    [Fact]
    public void An_answer_with_an_old_and_a_new_item_fits() =>
        AssertFits(CallSamples.Answer(new ItemWrite(), CallOutcome.Done, static write =>
        {
            write.Old.Write(new byte[8 * ItemSize.ItemBytesMax]);
            write.New.Write(new byte[8 * ItemSize.ItemBytesMax]);
        }));

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(1 << 20)]
    public void What_a_group_says_at_once_fits(int payloadBytes)
    {
        var count = (int)(new MemberLimits().MessageBytesMax / Math.Max(payloadBytes, 8));
        GroupEntry[] entries = [.. Enumerable.Range(1, count).Select(i => new GroupEntry(new Slot((ulong)i), Samples.Ballot, Samples.Ballot, Samples.Ballot, EntryKind.Command, 16, new byte[payloadBytes]))];
        AssertFits(new GroupMessages(Samples.From, Samples.To, [new Promise(Samples.Group, Samples.From, Samples.To, Samples.Ballot, 4, new Slot((ulong)count), new Slot(0), Samples.Ballot, entries, IsWhole: false)]));
        AssertFits(new GroupMessages(Samples.From, Samples.To, [new Append(Samples.Group, Samples.From, Samples.To, Samples.Ballot, new Slot(1), entries, new Slot(0), null, new Slot(0), Rests: false)]));
    }

    [Fact]
    public void The_longest_record_fits_though_it_is_longer_than_what_is_said_at_once()
    {
        // An item's image with its key and its cause; documents as above.
        var entry = new GroupEntry(new Slot(1), Samples.Ballot, Samples.Ballot, Samples.Ballot, EntryKind.Command, 16, new byte[16 * ItemSize.ItemBytesMax]);
        AssertFits(new GroupMessages(Samples.From, Samples.To, [new Append(Samples.Group, Samples.From, Samples.To, Samples.Ballot, new Slot(1), [entry], new Slot(0), null, new Slot(0), Rests: false)]));
    }

    [Fact]
    public void A_roll_of_resting_groups_and_a_piece_of_a_tree_fit()
    {
        AssertFits(new RestRollMessage(Samples.From, Samples.To, [.. Enumerable.Range(0, 4096).Select(static i => (new GroupId(ulong.MaxValue - (ulong)i), new Ballot(uint.MaxValue >> 1, Samples.From)))]));
        AssertFits(new TreePages(Samples.From, Samples.To, Samples.Group, ulong.MaxValue, new byte[CheckpointChunk.BytesMax]));
    }

    private static byte[] Text(int bytes)
    {
        using var builder = new DocumentBuilder();
        builder.String(new byte[bytes].AsSpan());
        return builder.Written.ToArray();
    }

    private static ConditionExpression Condition(string text, Placeholders placeholders)
    {
        Assert.True(ConditionExpression.TryParse(ExpressionKind.Condition, Encoding.UTF8.GetBytes(text), placeholders, out var condition, out var error), error?.Message);
        return condition;
    }

    private static void AssertFits(int bytesMax, Action<ItemWrite> fill)
    {
        var message = CallSamples.Call(new ItemWrite(), write =>
        {
            write.Kind = WriteKind.Put;
            write.Key.Write([1, 9, 9, 9, 9, 9, 9, 9, 9, (byte)'k', 0, 0]);
            write.Document.Write(DynamoJson.Document("{'id':{'S':'k'}}"));
            fill(write);
        });
        Assert.InRange(Coded.Of(message).Length, 1, bytesMax);
        AssertFits(message);
    }

    private static void AssertFits(NodeMessage message)
    {
        var bytes = Coded.Of(message);
        Assert.InRange(bytes.Length, 1, Frame.MessageBytesMax);
        if (message is CallMessage)
            Assert.True(bytes.AsSpan().SequenceEqual(Coded.Of(Coded.Read(bytes)!)));
    }
}

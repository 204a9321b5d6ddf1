using Ballast.Foundation;
using Ballast.Model.Documents;
using Ballast.Model.Expressions;
using Ballast.Node.Calls;
using Ballast.Node.Links;
using Ballast.Transport.Messages;

namespace Ballast.Transport.Tests.Messages;

/// <summary>Whatever bytes come, decoding throws nothing, and what it gives can be used and said again.</summary>
public sealed class BadBytesTests
{
    private static readonly byte[][] Messages = [.. Samples.All.Select(static sample => Coded.Of(sample.Message))];

    [Fact]
    public void Truncated_bytes_make_no_trouble()
    {
        foreach (var bytes in Messages)
            for (var length = 0; length < bytes.Length; length++)
                Check(bytes[..length]);
    }

    [Fact]
    public void Mutated_bytes_make_no_trouble()
    {
        const ulong Seed = 99;
        const int Mutations = 20_000;
        var chance = new Chance(Seed);
        int whole = 0, none = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = Mutated(chance);
            try
            {
                if (Check(bytes))
                    whole++;
                else
                    none++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {Seed}, mutation {i}: {Convert.ToHexString(bytes)}", e);
            }
        }
        Assert.True(whole > Mutations / 10 && none > Mutations / 10, $"{whole} whole, {none} none");
    }

    [Fact]
    public void A_length_that_the_parser_miscounts_makes_no_trouble() =>
        Assert.Equal(MessageFault.Damaged, Coded.FaultOf(Convert.FromHexString("421609EFCDAB8967452301104D3A090A01014AFFFFFFFF07")));

    [Fact]
    public void Random_bytes_make_no_trouble()
    {
        var chance = new Chance(100);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[chance.NextInt32(40)];
            for (var at = 0; at < bytes.Length; at++)
                bytes[at] = (byte)chance.NextInt32(256);
            Check(bytes);
        }
    }

    private static byte[] Mutated(Chance chance)
    {
        List<byte> bytes = [.. Messages[chance.NextInt32(Messages.Length)]];
        for (var left = 1 + chance.NextInt32(3); left > 0; left--)
        {
            var at = chance.NextInt32(bytes.Count + 1);
            switch (chance.NextInt32(6))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << chance.NextInt32(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = (byte)chance.NextInt32(256);
                    break;
                case 2 when at < bytes.Count:
                    bytes.RemoveAt(at);
                    break;
                case 3 when at < bytes.Count:
                    // As a length it is one that the parser itself miscounts.
                    bytes.RemoveAt(at);
                    bytes.InsertRange(at, [0xFF, 0xFF, 0xFF, 0xFF, 0x07]);
                    break;
                case 4:
                    bytes.Insert(at, (byte)chance.NextInt32(256));
                    break;
                default:
                    bytes.AddRange(Messages[chance.NextInt32(Messages.Length)]);
                    break;
            }
        }
        return [.. bytes];
    }

    private static bool Check(byte[] bytes)
    {
        var message = Coded.Read(bytes);
        Assert.Equal(message is null, Coded.FaultOf(bytes) != MessageFault.None);
        Assert.Equal(message is null, bytes.Length == 0 || MessageCodec.Decode(Pieces.Of(bytes, 7), Samples.From, Samples.To) is null);
        if (message is null)
            return false;
        Use(message);
        Assert.Equal(Shape.Of(message), Shape.Of(Coded.Read(Coded.Of(message))));
        return true;
    }

    private static void Use(NodeMessage message)
    {
        if (message is not CallMessage { Asked: var asked })
            return;
        ConditionExpression? condition = asked switch { ItemWrite write => write.Condition, RangeRead range => range.Filter, _ => null };
        foreach (var item in ExpressionSamples.Items)
        {
            condition?.Evaluate(new DocumentView(item));
            using var target = new DocumentBuilder();
            if ((asked as ItemWrite)?.Update is { } update && update.Apply(new DocumentView(item), target) is null)
                Assert.True(DocumentVerifier.Verify(target.Written));
        }
    }
}

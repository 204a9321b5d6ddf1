using System.IO.Compression;
using System.Text;

using Ballast.Foundation;
using Ballast.Foundation.Checksums;
using Ballast.Router.Tests.Worlds;

namespace Ballast.Router.Tests.Wire;

public sealed class MutationTests(ITestOutputHelper output)
{
    private const int BodiesPerSeed = 12_500;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void No_damaged_body_brings_a_server_fault_or_an_exception(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        var chance = new Chance(seed);
        var world = ApiWorld.InMemory(seed);
        world.CreateTable(Definitions.OfSimple);
        world.CreateTable(Definitions.OfIndexed);
        byte[][] seeds = [.. Requests.Valid.Select(static request => Encoding.UTF8.GetBytes(request.Body))];
        var mutation = new Mutation(chance, seeds);
        int accepted = 0, refused = 0;
        for (var i = 0; i < BodiesPerSeed; i++)
        {
            var which = chance.NextInt32(seeds.Length);
            var body = mutation.Next(seeds[which]);
            var operation = chance.OneIn(20) ? Requests.Valid[chance.NextInt32(seeds.Length)].Operation : Requests.Valid[which].Operation;
            var reply = Send(world, operation, body, chance);
            Assert.True(reply.Status is 200 or >= 400 and < 500, $"seed {seed}, body {i} of {operation} answered {reply}:\n{Encoding.UTF8.GetString(body)}");
            if (reply.Status == 200)
                accepted++;
            else
            {
                refused++;
                Assert.Contains('#', (string)reply.Json["__type"]!);
            }
        }
        world.AssertNoFaults();
        output.WriteLine($"{accepted} accepted, {refused} refused");
        Assert.True(accepted > BodiesPerSeed / 100 && refused > BodiesPerSeed / 2, "The mutations are too weak or too strong to say anything.");
        AssertStillServes(world);
        world.Close();
    }

    [Fact]
    public void The_bodies_that_mutations_begin_from_are_whole()
    {
        var world = ApiWorld.InMemory();
        world.CreateTable(Definitions.OfSimple);
        world.CreateTable(Definitions.OfIndexed);
        foreach (var (operation, body) in Requests.Valid)
            Assert.True(world.Call(operation, body) is { Status: 200 } or { Error: not "SerializationException" }, $"{operation} {body}");
    }

    private static ApiReply Send(ApiWorld world, string operation, byte[] body, Chance chance)
    {
        var head = Head.Of(operation);
        if (body.Length > 0 && chance.OneIn(50))
        {
            head["Content-Encoding"] = "gzip";
            body = Damaged(CompressionTests.Gzip(body, CompressionLevel.Fastest), chance);
        }
        var reply = world.Send(head, body);
        Assert.Equal(Crc32.Compute(reply.Body), uint.Parse(reply.Crc32, System.Globalization.CultureInfo.InvariantCulture));
        return reply;
    }

    private static byte[] Damaged(byte[] gzip, Chance chance)
    {
        if (chance.OneIn(3))
            return gzip[..chance.NextInt32(gzip.Length)];
        gzip[chance.NextInt32(gzip.Length)] ^= (byte)(1 << chance.NextInt32(8));
        return gzip;
    }

    private static void AssertStillServes(ApiWorld world)
    {
        var reply = world.Call("ListTables", "{}");
        Assert.Equal(200, reply.Status);
    }
}

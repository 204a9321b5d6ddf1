using System.Buffers;
using System.Globalization;
using System.Text;
using Ballast.Bench.Wire;
using Ballast.Foundation;
using Ballast.Foundation.Checksums;

namespace Ballast.Bench.Floor;

/// <summary>The fastest honest answer that this web server can give: reads the body, says a constant, stores nothing.</summary>
/// <remarks>The constant is a GetItem answer, with the headers of a DynamoDB answer, so that a share of the floor means something.</remarks>
internal static class FloorServer
{
    private const int BodyReadBytes = 4096;

    public static async Task RunAsync(int port, ItemShape shape, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        await using var app = builder.Build();
        var answer = Answer(shape);
        var checksum = Crc32.Compute(answer).ToString(CultureInfo.InvariantCulture);
        app.Run(context => AnswerAsync(context, answer, checksum));
        await app.StartAsync(stop);
        Console.WriteLine($"floor: http://127.0.0.1:{port} answers {answer.Length} bytes to everything");
        await app.WaitForShutdownAsync(stop);
    }

    public static byte[] Answer(ItemShape shape)
    {
        var body = new BodyBuilder().Text("{\"Item\":").Item(shape).Text("}");
        var bytes = body.ToArray();
        var values = new ValuePool(new Chance(1));
        foreach (var (offset, length) in body.Values)
            values.Take(length).CopyTo(bytes.AsSpan(offset));
        return bytes;
    }

    private static async Task AnswerAsync(HttpContext context, byte[] answer, string checksum)
    {
        await ReadBodyAsync(context.Request.Body);
        var headers = context.Response.Headers;
        headers["x-amzn-RequestId"] = RequestId;
        headers["x-amz-crc32"] = checksum;
        headers.ContentType = RequestSigner.ContentType;
        headers.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer);
    }

    // Of a real one's length: 52 letters and digits.
    private static readonly string RequestId = new StringBuilder().Insert(0, "BALLASTFLOOR0", 4).ToString();

    private static async ValueTask ReadBodyAsync(Stream body)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BodyReadBytes);
        try
        {
            while (await body.ReadAsync(buffer) > 0)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

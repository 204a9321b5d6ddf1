using System.Text;
using Ballast.Bench.Wire;

namespace Ballast.Bench.Tests;

public sealed class ResponseHeadTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n", 200, 17)]
    [InlineData("HTTP/1.1 400 Bad Request\r\nDate: x\r\ncontent-length:0\r\nServer: y\r\n\r\n", 400, 0)]
    [InlineData("HTTP/1.1 500 \r\nServer: y\r\nCONTENT-LENGTH:   1048576\r\n\r\n", 500, 1_048_576)]
    public void A_head_is_read_whatever_the_case_of_its_names(string text, int status, int length)
    {
        Assert.True(ResponseHead.TryParse(Encoding.ASCII.GetBytes(text + "{}"), out var head));
        Assert.Equal(new ResponseHead(status, text.Length, length), head);
    }

    [Fact]
    public void A_head_cut_anywhere_is_not_complete()
    {
        var bytes = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"u8.ToArray();
        for (var cut = 0; cut < bytes.Length; cut++)
            Assert.False(ResponseHead.TryParse(bytes.AsSpan(0, cut), out _));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    public void What_cannot_be_framed_is_refused(string text) =>
        Assert.Throws<InvalidDataException>(() => ResponseHead.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("""{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"x"}""", "ResourceNotFoundException")]
    [InlineData("""{"message":"x","__type":"ValidationException"}""", "ValidationException")]
    [InlineData("<html>", "HTTP 400")]
    [InlineData("", "HTTP 400")]
    public void An_error_is_named_by_its_type_or_else_its_status(string body, string name) =>
        Assert.Equal(name, ErrorBody.TypeOf(400, Encoding.UTF8.GetBytes(body)));
}

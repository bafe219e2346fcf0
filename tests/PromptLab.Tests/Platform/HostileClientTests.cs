using System.Net;
using System.Net.Sockets;
using System.Text;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Platform;

/// <summary>Clients that do not play by the rules of HTTP, on a real socket. What takes its time is in "npm run hostile".</summary>
public sealed class HostileClientTests : IAsyncLifetime
{
    private const string Post = "POST /api/auth/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    private App? app;

    private App App => app!;

    public async ValueTask InitializeAsync() => app = await App.StartAsync(new() { IsOnSockets = true });

    public async ValueTask DisposeAsync()
    {
        Assert.DoesNotContain(App.Log.Lines, line => line.Contains("Unexpected failure", StringComparison.Ordinal));
        await App.DisposeAsync();
    }

    [Fact]
    public async Task A_body_without_an_end_is_refused_once_it_is_too_long()
    {
        using var client = await ConnectAsync(Post + "Transfer-Encoding: chunked\r\n\r\n");
        var chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string(' ', 0x10000)}\r\n");

        var sent = 0;
        while (client.Available == 0 && sent < 50_000_000)
        {
            await client.GetStream().WriteAsync(chunk, Account.Token);
            sent += chunk.Length;
        }

        Assert.StartsWith("HTTP/1.1 413 ", await AnswerAsync(client), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2000001")]
    [InlineData("30000001")]
    [InlineData("9000000000000")]
    public async Task A_body_that_says_it_is_too_long_is_refused_before_it_comes(string length)
    {
        using var client = await ConnectAsync($"{Post}Content-Length: {length}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", await AnswerAsync(client), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a chunk that is none", "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", "400")]
    [InlineData("a length that is none", "Content-Length: -1\r\n\r\n", "400")]
    [InlineData("two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "400")]
    [InlineData("a length and chunks", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", "400")]
    [InlineData("a header without a name", ": x\r\n\r\n", "400")]
    [InlineData("a folded header", "X-A: b\r\n c\r\n\r\n", "400")]
    public async Task A_request_that_can_be_read_in_two_ways_is_read_in_none(string what, string rest, string status)
    {
        Assert.NotEmpty(what);
        using var client = await ConnectAsync(Post + rest);

        Assert.StartsWith($"HTTP/1.1 {status} ", await AnswerAsync(client), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("too many headers", 101, 10, "431")]
    [InlineData("headers that are too long together", 40, 1_000, "431")]
    [InlineData("one header that is too long", 1, 33_000, "431")]
    [InlineData("an address that is too long", 0, 9_000, "414")]
    public async Task A_flood_of_headers_is_cut_off(string what, int count, int length, string status)
    {
        Assert.NotEmpty(what);
        var (path, headers) = (count == 0 ? new string('x', length) : "", string.Concat(Enumerable.Range(0, count).Select(number => $"X-{number}: {new string('x', length)}\r\n")));
        using var client = await ConnectAsync($"GET /api/health/{path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", await AnswerAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_hangs_up_in_the_middle_of_a_body_is_no_failure_of_ours_and_others_are_served()
    {
        for (var number = 0; number < 20; number++)
        {
            using var client = await ConnectAsync($"{Post}Content-Length: 100\r\n\r\n{{\"email\":");
            client.LingerState = new(true, 0);
        }

        using HttpClient other = new() { BaseAddress = App.Address };
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync(new Uri("/api/health/", UriKind.Relative), Account.Token)).StatusCode);
    }

    private async Task<TcpClient> ConnectAsync(string beginning)
    {
        TcpClient client = new();
        await client.ConnectAsync(App.Address.Host, App.Address.Port, Account.Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning), Account.Token);
        return client;
    }

    private static async Task<string> AnswerAsync(TcpClient client)
    {
        var buffer = new byte[4096];
        var read = await client.GetStream().ReadAsync(buffer, Account.Token);
        return Encoding.ASCII.GetString(buffer, 0, read);
    }
}

using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PromptLab.Platform.OpenRouter;
using PromptLab.Tests.LocalHost;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>The same over a real connection, which the scripts only play: packets, cuts and what the other side sees of a cancel.</summary>
public sealed class SocketTests : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly OpenRouterClient client;

    public SocketTests()
    {
        listener.Start();
        OpenRouterOptions options = new() { BaseUrl = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/api/v1" };
        client = new(http, Options.Create(options), new(new NoMeters(), TimeProvider.System), TimeProvider.System, NullLogger<OpenRouterClient>.Instance);
    }

    [Fact]
    public void Nobody_sends_a_prompt_and_a_key_elsewhere()
    {
        using var services = new ServiceCollection().AddLogging().AddPromptLab(new ConfigurationBuilder().Build()).BuildServiceProvider();

        var handler = services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(nameof(OpenRouterClient));
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        Assert.False(Assert.IsType<SocketsHttpHandler>(handler).AllowAutoRedirect);
    }

    [Fact]
    public async Task Packets_may_end_inside_a_character()
    {
        var (answer, calling) = Call(Account.Token);
        using var connection = await AcceptAsync();

        foreach (var part in Encoding.UTF8.GetBytes($"data: {Wire.Delta("{\"content\":\"世界 🎈\"}")}\n\ndata: {Wire.Finish("stop")}\n\ndata: [DONE]\n\n").Chunk(7))
        {
            await SendAsync(connection, part);
        }

        await calling;
        Assert.Equal("世界 🎈", answer.Gathered.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_breaks_leaves_what_had_come(bool isReset)
    {
        var (answer, calling) = Call(Account.Token);
        using (var connection = await AcceptAsync())
        {
            await SendAsync(connection, Encoding.UTF8.GetBytes($"data: {Wire.Text("Nine")}\n\n"));
            await Eventually.TrueAsync(() => answer.HasTokens);

            connection.Client.LingerState = new(isReset, 0);
        }

        var error = await Assert.ThrowsAsync<OpenRouterException>(() => calling);
        Assert.Contains("broke off", error.Message);
        Assert.Equal("Nine", answer.Gathered.Text);
    }

    [Fact]
    public async Task The_other_side_sees_a_cancel()
    {
        using CancellationTokenSource stop = new();
        var (answer, calling) = Call(stop.Token);
        using var connection = await AcceptAsync();
        await SendAsync(connection, Encoding.UTF8.GetBytes($"data: {Wire.Text("Nine")}\n\n"));
        await Eventually.TrueAsync(() => answer.HasTokens);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        Assert.Equal(0, await connection.GetStream().ReadAsync(new byte[1], Account.Token));
    }

    public void Dispose()
    {
        listener.Dispose();
        http.Dispose();
    }

    private (ChatCompletion Answer, Task Calling) Call(CancellationToken cancellationToken)
    {
        ChatCompletion answer = new();
        return (answer, client.StreamAsync(ScriptedApp.Model, Account.ApiKey, "{}", answer, _ => ValueTask.CompletedTask, cancellationToken));
    }

    /// <summary>Reads the request, whose body is "{}", and begins to answer it.</summary>
    private async Task<TcpClient> AcceptAsync()
    {
        var connection = await listener.AcceptTcpClientAsync(Account.Token);
        connection.NoDelay = true;
        StringBuilder request = new();
        var buffer = new byte[4096];
        while (!request.ToString().EndsWith("\r\n\r\n{}", StringComparison.Ordinal))
        {
            var count = await connection.GetStream().ReadAsync(buffer, Account.Token);
            Assert.NotEqual(0, count);
            request.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), Account.Token);
        return connection;
    }

    private static async Task SendAsync(TcpClient connection, byte[] chunk)
    {
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), Account.Token);
        await connection.GetStream().WriteAsync(chunk, Account.Token);
        await connection.GetStream().WriteAsync("\r\n"u8.ToArray(), Account.Token);
    }

    /// <summary>Instruments that nobody asks for anything.</summary>
    private sealed class NoMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}

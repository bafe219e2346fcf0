using System.Globalization;
using System.Net.Sockets;
using System.Text;
using OpenRouterSimulator.Catalog;

namespace PromptLab.Tests.Simulator;

/// <summary>A chat call over a bare socket: what a client gets of the body, write by write, and how the connection ends.</summary>
internal sealed record RawCall(IReadOnlyList<byte[]> Writes, bool IsWhole)
{
    public string Text => Encoding.UTF8.GetString([.. Writes.SelectMany(write => write)]);

    public static async Task<RawCall> StreamAsync(SimulatorHost simulator, string model, string text = "Tell me about tides", string faults = "")
    {
        using var content = SimulatorHost.Chat(model, text, """{"stream":true}""");
        return await SendAsync(simulator, await content.ReadAsStringAsync(TestContext.Current.CancellationToken), faults);
    }

    public static async Task<RawCall> AskAsync(SimulatorHost simulator, string model)
    {
        using var content = SimulatorHost.Chat(model, "Tell me about tides");
        return await SendAsync(simulator, await content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<RawCall> SendAsync(SimulatorHost simulator, string body, string faults = "")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(simulator.Address.Host, simulator.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.UTF8.GetBytes(
                $"POST /api/v1/chat/completions HTTP/1.1\r\nHost: simulator\r\nAuthorization: Bearer {SimulatorHost.GoodKey}\r\n" +
                $"Content-Type: application/json\r\n{Scripts.Header}: {faults}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"),
            TestContext.Current.CancellationToken);

        return Parse(await ReadToEndAsync(stream));
    }

    private static async Task<byte[]> ReadToEndAsync(NetworkStream stream)
    {
        using var received = new MemoryStream();
        var buffer = new byte[16_384];
        try
        {
            while (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is var count and > 0)
            {
                received.Write(buffer, 0, count);
            }
        }
        catch (IOException)
        {
            // Reset: what has come is all there is.
        }

        return received.ToArray();
    }

    /// <summary>Every flush of the server is a chunk of HTTP, and only a regular end has the empty chunk.</summary>
    private static RawCall Parse(byte[] response)
    {
        var writes = new List<byte[]>();
        var at = response.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        while (at < response.Length)
        {
            var lineEnd = response.AsSpan(at).IndexOf("\r\n"u8);
            var length = int.Parse(Encoding.ASCII.GetString(response, at, lineEnd), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0)
            {
                return new RawCall(writes, IsWhole: true);
            }

            at += lineEnd + 2;
            writes.Add(response[at..Math.Min(response.Length, at + length)]);
            at += length + 2;
        }

        return new RawCall(writes, IsWhole: false);
    }
}

using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using OpenRouterSimulator;

var port = Environment.GetEnvironmentVariable("SIMULATOR_PORT") is { Length: > 0 } given ? given : "4010";
if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _))
{
    Console.Error.WriteLine($"SIMULATOR_PORT must be a port number, not '{port}'.");
    return 1;
}

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
builder.AddSimulator();
// Standard output belongs to whoever started this program; a failure to bind is told once, below.
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

await using var app = builder.Build();
app.MapSimulator();

try
{
    await app.StartAsync();
}
catch (IOException failure) when (failure.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"The OpenRouter simulator cannot start: port {port} on 127.0.0.1 is taken. Set SIMULATOR_PORT to another.");
    return 1;
}
catch (SocketException failure)
{
    await Console.Error.WriteLineAsync($"The OpenRouter simulator cannot use port {port} on 127.0.0.1: {failure.Message}.");
    return 1;
}

Console.WriteLine($"The OpenRouter simulator answers at {app.Urls.First()}/api/v1");
await app.WaitForShutdownAsync();
return 0;

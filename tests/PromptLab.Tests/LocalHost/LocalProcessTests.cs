using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using PromptLab.LocalHost;

namespace PromptLab.Tests.LocalHost;

public sealed class LocalProcessTests
{
    [Fact]
    public async Task A_port_that_is_taken_is_told_in_one_line_that_names_it()
    {
        using TcpListener occupant = new(IPAddress.Loopback, 0);
        occupant.Start();
        var port = ((IPEndPoint)occupant.LocalEndpoint).Port;
        await using var app = Build(port);
        await using StringWriter errors = new();

        var exitCode = await LocalProcess.RunAsync(app, errors);

        Assert.Equal(1, exitCode);
        Assert.Equal($"Port {port} is taken: stop what listens there, or set the environment variable PORT to another one.{Environment.NewLine}", errors.ToString());
    }

    [Fact]
    public async Task Told_to_stop_it_ends_with_exit_code_0()
    {
        await using var app = Build(port: 0);
        await using StringWriter errors = new();
        app.Lifetime.ApplicationStarted.Register(app.Lifetime.StopApplication);

        var exitCode = await LocalProcess.RunAsync(app, errors);

        Assert.Equal(0, exitCode);
        Assert.Empty(errors.ToString());
    }

    private static WebApplication Build(int port)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.AddFunctions([typeof(SampleHttpFunctions)], listen: false);
        var app = builder.Build();
        app.MapFunctions();

        return app;
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Auth;

/// <summary>What one network address may do. The address is the connection's, never one that a header claims.</summary>
public class AddressLimitTests
{
    private readonly string signingKey = AppSetup.RandomKey();

    [Fact]
    public async Task Sign_ins_from_one_address_are_counted_over_all_accounts_and_hosts()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync(one.Storage);
        foreach (var host in new[] { one, two, one })
        {
            Assert.Equal(401, await LoginAsync(host, "203.0.113.7"));
        }

        Assert.Equal(429, await LoginAsync(two, "203.0.113.7"));
        Assert.Equal(429, await LoginAsync(one, "::ffff:203.0.113.7"));
        Assert.Equal(401, await LoginAsync(two, "203.0.113.8"));
    }

    [Fact]
    public async Task Registrations_from_one_address_are_counted_on_all_hosts()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync(one.Storage);
        Assert.Equal(201, await RegisterAsync(one, "203.0.113.7"));
        Assert.Equal(201, await RegisterAsync(two, "203.0.113.7"));

        Assert.Equal(429, await RegisterAsync(one, "203.0.113.7"));
        Assert.Equal(201, await RegisterAsync(one, "203.0.113.8"));
    }

    [Fact]
    public async Task A_customer_with_a_whole_ipv6_network_is_one_customer()
    {
        await using var app = await StartAsync();
        await RegisterAsync(app, "2001:db8:1:2::1");
        await RegisterAsync(app, "2001:db8:1:2:ffff::2");

        Assert.Equal(429, await RegisterAsync(app, "2001:db8:1:2:aaaa:bbbb:cccc:dddd"));
        Assert.Equal(201, await RegisterAsync(app, "2001:db8:1:3::1"));
    }

    [Fact]
    public async Task A_header_that_claims_another_address_changes_nothing()
    {
        await using var app = await StartAsync();
        await RegisterAsync(app, "203.0.113.7");
        await RegisterAsync(app, "203.0.113.7");

        Assert.Equal(429, await RegisterAsync(app, "203.0.113.7", forwardedFor: "198.51.100.1"));
    }

    [Theory]
    [InlineData("", 201)]
    [InlineData("https://promptlab.example", 429)]
    public async Task Only_at_home_is_ones_own_machine_not_counted(string publicOrigin, int expected)
    {
        await using var app = await StartAsync(publicOrigin: publicOrigin);
        await RegisterAsync(app, "127.0.0.1");
        await RegisterAsync(app, "127.0.0.1");

        Assert.Equal(expected, await RegisterAsync(app, "127.0.0.1"));
    }

    private static Task<int> LoginAsync(App app, string address) =>
        PostAsync(app, address, "/api/auth/login/", new { email = NewEmail(), password = Account.Password });

    private static Task<int> RegisterAsync(App app, string address, string? forwardedFor = null) =>
        PostAsync(app, address, "/api/auth/register/", new { email = NewEmail(), password = Account.Password, full_name = "Ada" }, forwardedFor);

    private static async Task<int> PostAsync(App app, string address, string path, object body, string? forwardedFor = null)
    {
        var server = (TestServer)app.Services.GetRequiredService<IServer>();
        var answer = await server.SendAsync(
            http =>
            {
                http.Connection.RemoteIpAddress = IPAddress.Parse(address);
                http.Request.Method = HttpMethods.Post;
                http.Request.Path = path;
                http.Request.ContentType = "application/json";
                http.Request.Headers["X-Forwarded-For"] = forwardedFor;
                http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body)));
            },
            Account.Token);
        return answer.Response.StatusCode;
    }

    private static string NewEmail() => $"{Guid.NewGuid():N}@promptlab.example";

    private Task<App> StartAsync(string? storage = null, string publicOrigin = "") => App.StartAsync(new()
    {
        Storage = storage,
        Overrides =
        {
            ["Auth:SigningKey"] = signingKey,
            ["App:PublicOrigin"] = publicOrigin,
            ["RateLimits:SignInsPerAddress"] = "3",
            ["RateLimits:RegistrationsPerAddress"] = "2",
        },
    });
}

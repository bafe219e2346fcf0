using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Auth;

/// <summary>What a page of somebody else's can make a browser do, and that it comes to nothing.</summary>
public class BrowserAttackTests(SharedApp shared)
{
    private const string Evil = "https://evil.example";

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", Evil)]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost.evil.example")]
    [InlineData("Origin", "http://localhost:8080")]
    [InlineData("Referer", "http://localhost/")]
    public async Task Another_site_can_neither_refresh_nor_sign_out(string header, string value)
    {
        var ada = await Visitor.RegisterAsync(shared.App);

        foreach (var path in new[] { "/api/auth/refresh/", "/api/auth/logout/" })
        {
            var cookie = ada.Cookie;
            var response = await ada.SendAsync("POST", path, null, (header, value));

            await Problem.AssertAsync(response, HttpStatusCode.Unauthorized, "not-signed-in");
            Assert.False(response.Headers.Contains("Set-Cookie"));
            Assert.Equal(cookie, ada.Cookie);
        }

        Assert.True(await ada.IsSignedInAsync());
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/plain")]
    [InlineData("text/plain; application/json")]
    public async Task A_form_of_another_site_signs_nobody_in(string mediaType)
    {
        var ada = await Visitor.RegisterAsync(shared.App);
        var json = $$"""{"email":"{{ada.Email}}","password":"{{Account.Password}}","full_name":"Eve"}""";

        foreach (var path in new[] { "/api/auth/login/", "/api/auth/register/" })
        {
            ByteArrayContent body = new(Encoding.UTF8.GetBytes(json));
            body.Headers.TryAddWithoutValidation("Content-Type", mediaType);
            var response = await new Visitor(shared.App).SendAsync("POST", path, body, ("Origin", Evil));

            await Problem.AssertAsync(response, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
            Assert.False(response.Headers.Contains("Set-Cookie"));
        }
    }

    [Theory]
    [InlineData("POST", "/api/auth/login/", "content-type")]
    [InlineData("POST", "/api/auth/refresh/", "")]
    [InlineData("GET", "/api/auth/me/", "authorization")]
    [InlineData("DELETE", "/api/auth/sessions/", "authorization")]
    [InlineData("POST", "/api/settings/password/", "authorization,content-type")]
    public async Task A_browser_that_asks_for_another_site_is_given_no_leave(string method, string path, string headers)
    {
        var ada = await Visitor.RegisterAsync(shared.App);

        var preflight = await ada.SendAsync(
            "OPTIONS", path, null, ("Origin", Evil), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", headers));
        var simple = await ada.SendAsync("GET", "/api/auth/me/", null, ("Origin", Evil));

        Assert.False(preflight.IsSuccessStatusCode);
        foreach (var response in new[] { preflight, simple })
        {
            Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task A_cookie_alone_opens_no_data()
    {
        var ada = await Visitor.RegisterAsync(shared.App);
        Visitor stolen = new(shared.App) { Cookie = ada.Cookie };

        foreach (var (method, path) in new[] { ("GET", "/api/auth/me/"), ("GET", "/api/settings/"), ("DELETE", "/api/auth/sessions/"), ("POST", "/api/settings/password/") })
        {
            await Problem.AssertAsync(await stolen.SendAsync(method, path, null, Visitor.OwnPage), HttpStatusCode.Unauthorized, "not-signed-in");
        }
    }

    [Fact]
    public async Task Over_https_a_cookie_without_the_prefix_which_a_subdomain_could_plant_is_ignored()
    {
        await using var app = await App.StartAsync(new() { Overrides = { ["App:PublicOrigin"] = "https://promptlab.example" } });
        var eve = await Visitor.RegisterAsync(app);

        var planted = await RefreshAsync(app, $"{Visitor.CookieName}={eve.Cookie}");
        var plantedBeside = await RefreshAsync(app, $"{Visitor.CookieName}=x; __Host-{Visitor.CookieName}={eve.Cookie}");

        await Problem.AssertAsync(planted, HttpStatusCode.Unauthorized, "not-signed-in");
        Assert.Equal(HttpStatusCode.OK, plantedBeside.StatusCode);
    }

    [Fact]
    public async Task Behind_azure_the_configured_origin_counts_and_the_host_header_does_not()
    {
        await using var app = await App.StartAsync(new() { Overrides = { ["App:PublicOrigin"] = "https://promptlab.example" } });
        var ada = await Visitor.RegisterAsync(app);

        var forged = await ada.SendAsync("POST", "/api/auth/refresh/", null, ("Host", "evil.example"), ("Origin", "http://evil.example"));
        var own = await ada.SendAsync("POST", "/api/auth/refresh/", null, ("Origin", "https://promptlab.example"));

        await Problem.AssertAsync(forged, HttpStatusCode.Unauthorized, "not-signed-in");
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    private static Task<HttpResponseMessage> RefreshAsync(App app, string cookies)
    {
        HttpRequestMessage request = new(HttpMethod.Post, "/api/auth/refresh/") { Headers = { { "Cookie", cookies }, { "Sec-Fetch-Site", "same-origin" } } };
        return app.Client().SendAsync(request, Account.Token);
    }
}

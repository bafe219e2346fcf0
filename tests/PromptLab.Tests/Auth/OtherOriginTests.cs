using System.Net;
using PromptLab.Tests.Platform;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Auth;

/// <summary>Where a static host serves the page, from another origin of the same site, sessions hold there and nowhere else.</summary>
public class OtherOriginTests
{
    private static readonly (string, string) SameSite = ("Sec-Fetch-Site", "same-site");
    private static readonly (string, string) Listed = ("Origin", CorsTests.Listed);

    [Fact]
    public async Task A_listed_page_of_the_same_site_keeps_its_session_and_signs_out()
    {
        await using var app = await StartAsync();
        var ada = await Visitor.RegisterAsync(app);
        var first = ada.Cookie;

        var refreshed = await ada.SendAsync("POST", "/api/auth/refresh/", null, Listed, SameSite);
        Assert.Equal(HttpStatusCode.OK, refreshed.StatusCode);
        Assert.NotEqual(first, ada.Cookie);

        var signedOut = await ada.SendAsync("POST", "/api/auth/logout/", null, Listed, SameSite);
        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
        Assert.Null(ada.Cookie);
    }

    [Fact]
    public async Task The_page_beside_the_api_does_so_still()
    {
        await using var app = await StartAsync();
        var ada = await Visitor.RegisterAsync(app);

        Assert.True(await ada.IsSignedInAsync());
    }

    [Theory]
    [MemberData(nameof(CorsTests.Strangers), MemberType = typeof(CorsTests))]
    public async Task Any_other_page_of_the_site_fails_though_the_browser_sends_the_cookie(string origin)
    {
        await using var app = await StartAsync();
        var ada = await Visitor.RegisterAsync(app);

        foreach (var path in new[] { "/api/auth/refresh/", "/api/auth/logout/" })
        {
            var cookie = ada.Cookie;
            var answer = await ada.SendAsync("POST", path, null, ("Origin", origin), SameSite);

            await Problem.AssertAsync(answer, HttpStatusCode.Unauthorized, "not-signed-in");
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            Assert.Equal(cookie, ada.Cookie);
        }

        Assert.True(await ada.IsSignedInAsync());
    }

    [Fact]
    public async Task The_cookie_stays_as_strict_as_with_one_origin()
    {
        await using var app = await StartAsync();
        var ada = await Visitor.RegisterAsync(app);

        var answer = await ada.SendAsync("POST", "/api/auth/refresh/", null, Listed, SameSite);

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-promptlab_refresh=", cookie, StringComparison.Ordinal);
        Assert.Equal(["httponly", "path=/", "samesite=strict", "secure"], cookie.Split("; ")[1..].Where(part => !part.StartsWith("max-age", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task A_change_of_password_leaves_the_listed_pages_session()
    {
        await using var app = await StartAsync();
        var ada = await Visitor.RegisterAsync(app);
        var elsewhere = await ada.OnAnotherDeviceAsync();

        var changed = await ada.SendAsync(
            "POST", "/api/settings/password/", new { current_password = Account.Password, new_password = "another horse battery" }, Listed, SameSite);

        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        Assert.True(await ada.IsSignedInAsync());
        Assert.False(await elsewhere.IsSignedInAsync());
    }

    private static Task<App> StartAsync() => App.StartAsync(new()
    {
        Overrides = { ["App:PublicOrigin"] = "https://api.promptlab.example", ["Cors:AllowedOrigins"] = CorsTests.Listed },
    });
}

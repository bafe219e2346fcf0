using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Auth;

public class SessionTests(SharedApp shared)
{
    private const string Cookie = "promptlab_refresh";

    [Fact]
    public async Task The_refresh_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        var response = await RegisterAsync(shared.App);

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        var body = await response.Content.ReadAsStringAsync(Account.Token);
        Assert.DoesNotContain(CookieOf(response), body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_https_the_cookie_is_bound_to_this_host_alone()
    {
        await using var app = await App.StartAsync(new() { Overrides = { ["App:PublicOrigin"] = "https://promptlab.example" } });

        var response = await RegisterAsync(app);

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith($"__Host-{Cookie}=", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.Ordinal);
        Assert.Contains("path=/;", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_gives_a_new_access_token_and_a_new_cookie()
    {
        var first = CookieOf(await RegisterAsync(shared.App));

        var response = await RefreshAsync(shared.App, first);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEqual(first, CookieOf(response));
        var access = (await response.Content.ReadFromJsonAsync<JsonElement>(Account.Token)).Text("access");
        HttpRequestMessage me = new(HttpMethod.Get, "/api/auth/me/") { Headers = { Authorization = new("Bearer", access) } };
        Assert.Equal(HttpStatusCode.OK, (await shared.App.Client().SendAsync(me, Account.Token)).StatusCode);
    }

    [Fact]
    public async Task A_refresh_token_used_twice_ends_the_session_family()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        await using var app = await App.StartAsync(new() { Clock = clock });
        var first = CookieOf(await RegisterAsync(app));
        var second = CookieOf(await RefreshAsync(app, first));
        clock.Advance(TimeSpan.FromSeconds(21));

        var replay = await RefreshAsync(app, first);

        await Problem.AssertAsync(replay, HttpStatusCode.Unauthorized, "not-signed-in");
        await Problem.AssertAsync(await RefreshAsync(app, second), HttpStatusCode.Unauthorized, "not-signed-in");
    }

    [Fact]
    public async Task Two_tabs_that_refresh_at_once_stay_signed_in_with_the_same_cookie()
    {
        var first = CookieOf(await RegisterAsync(shared.App));

        var tabs = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RefreshAsync(shared.App, first)));

        Assert.All(tabs, tab => Assert.Equal(HttpStatusCode.OK, tab.StatusCode));
        var next = Assert.Single(tabs.Select(CookieOf).Distinct());
        Assert.Equal(HttpStatusCode.OK, (await RefreshAsync(shared.App, next)).StatusCode);
    }

    [Theory]
    [InlineData(14, 1)]
    [InlineData(10, 4)]
    public async Task A_session_ends_when_it_is_idle_or_old(int daysBetween, int refreshes)
    {
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        await using var app = await App.StartAsync(new() { Clock = clock });
        var cookie = CookieOf(await RegisterAsync(app));
        for (var i = 1; i < refreshes - (daysBetween == 10 ? 1 : 0); i++)
        {
            clock.Advance(TimeSpan.FromDays(daysBetween));
            cookie = CookieOf(await RefreshAsync(app, cookie));
        }

        clock.Advance(TimeSpan.FromDays(daysBetween) + TimeSpan.FromMinutes(1));

        await Problem.AssertAsync(await RefreshAsync(app, cookie), HttpStatusCode.Unauthorized, "not-signed-in");
    }

    [Fact]
    public async Task Coming_back_the_next_day_one_is_still_signed_in()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        await using var app = await App.StartAsync(new() { Clock = clock });
        var cookie = CookieOf(await RegisterAsync(app));
        clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(HttpStatusCode.OK, (await RefreshAsync(app, cookie)).StatusCode);
    }

    [Fact]
    public async Task An_access_token_lives_ten_minutes()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        await using var app = await App.StartAsync(new() { Clock = clock });
        var ada = await app.RegisterAsync();
        await ada.GetAsync("/api/auth/me/");
        clock.Advance(TimeSpan.FromMinutes(10));

        await Problem.AssertAsync(await ada.SendAsync("GET", "/api/auth/me/"), HttpStatusCode.Unauthorized, "not-signed-in");
    }

    [Fact]
    public async Task After_a_logout_the_cookie_opens_nothing()
    {
        var cookie = CookieOf(await RegisterAsync(shared.App));

        var logout = await SendWithCookieAsync(shared.App, "/api/auth/logout/", cookie, ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
        await Problem.AssertAsync(await RefreshAsync(shared.App, cookie), HttpStatusCode.Unauthorized, "not-signed-in");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Origin", "http://localhost")]
    public async Task A_request_from_our_own_page_refreshes(string header, string value)
    {
        var cookie = CookieOf(await RegisterAsync(shared.App));

        Assert.Equal(HttpStatusCode.OK, (await SendWithCookieAsync(shared.App, "/api/auth/refresh/", cookie, (header, value))).StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("00000000000000000000000000000000.00000000000000000000000000000000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_cookie_that_is_no_session_is_refused(string? cookie) =>
        await Problem.AssertAsync(await RefreshAsync(shared.App, cookie), HttpStatusCode.Unauthorized, "not-signed-in");

    private static Task<HttpResponseMessage> RegisterAsync(App app) => app.Client().PostAsJsonAsync(
        "/api/auth/register/", new { email = $"{Guid.NewGuid():N}@promptlab.example", password = Account.Password, full_name = "Ada" }, Account.Token);

    private static Task<HttpResponseMessage> RefreshAsync(App app, string? cookie) =>
        SendWithCookieAsync(app, "/api/auth/refresh/", cookie, ("Sec-Fetch-Site", "same-origin"));

    private static Task<HttpResponseMessage> SendWithCookieAsync(App app, string path, string? cookie, (string Name, string Value) header)
    {
        HttpRequestMessage request = new(HttpMethod.Post, path);
        request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        if (cookie is not null)
        {
            // Both names: which one is read depends on whether the app is reached over https.
            request.Headers.Add("Cookie", $"{Cookie}={cookie}; __Host-{Cookie}={cookie}");
        }

        return app.Client().SendAsync(request, Account.Token);
    }

    private static string CookieOf(HttpResponseMessage response) =>
        response.Headers.GetValues("Set-Cookie").Single().Split(';')[0].Split('=', 2)[1];
}

using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PromptLab.Platform.Storage;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Auth;

/// <summary>Who can end a session, and who cannot.</summary>
public class EndOfSessionTests(SharedApp shared)
{
    [Theory]
    [InlineData("/api/auth/logout/")]
    [InlineData("/api/auth/refresh/")]
    public async Task Whoever_knows_the_ids_but_not_the_secret_ends_nothing(string path)
    {
        var ada = await Visitor.RegisterAsync(shared.App);
        await ada.RefreshAsync();
        Visitor eve = new(shared.App) { Cookie = ada.Cookie![..^43] + new string('A', 43) };

        await eve.PostAsync(path);

        Assert.True(await ada.IsSignedInAsync());
    }

    [Fact]
    public async Task A_token_from_three_refreshes_ago_ends_the_family_when_it_comes_back()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        await using var app = await App.StartAsync(new() { Clock = clock });
        var ada = await Visitor.RegisterAsync(app);
        Visitor thief = new(app) { Cookie = ada.Cookie };
        for (var i = 0; i < 3; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(10));
            await ada.RefreshAsync();
        }

        await Problem.AssertAsync(await thief.RefreshAsync(), HttpStatusCode.Unauthorized, "not-signed-in");

        Assert.False(await ada.IsSignedInAsync());
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public async Task The_token_before_is_good_for_twenty_seconds_more(int seconds, bool good)
    {
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        await using var app = await App.StartAsync(new() { Clock = clock });
        var ada = await Visitor.RegisterAsync(app);
        Visitor otherTab = new(app) { Cookie = ada.Cookie };
        await ada.RefreshAsync();
        clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(good, await otherTab.IsSignedInAsync());
        Assert.Equal(good, await ada.IsSignedInAsync());
    }

    [Fact]
    public async Task A_session_in_daily_use_ends_after_thirty_days_all_the_same()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        await using var app = await App.StartAsync(new() { Clock = clock });
        var ada = await Visitor.RegisterAsync(app);
        for (var day = 1; day <= 30; day++)
        {
            clock.Advance(TimeSpan.FromDays(1));
            Assert.True(await ada.IsSignedInAsync());
        }

        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.False(await ada.IsSignedInAsync());
    }

    [Fact]
    public async Task A_family_is_one_on_all_hosts()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        await using var one = await App.StartAsync(new() { Clock = clock });
        await using var two = await App.StartAsync(new() { Clock = clock, Storage = one.Storage });
        var ada = await Visitor.RegisterAsync(one);
        Visitor here = new(one) { Cookie = ada.Cookie };
        Visitor there = new(two) { Cookie = ada.Cookie };

        await Task.WhenAll(here.RefreshAsync(), there.RefreshAsync());

        Assert.Equal(here.Cookie, there.Cookie);
        Assert.True(await there.IsSignedInAsync());
        clock.Advance(TimeSpan.FromSeconds(21));
        Assert.False(await here.IsSignedInAsync());
        Assert.False(await there.IsSignedInAsync());
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_every_session_of_the_user_and_of_nobody_else()
    {
        var here = await Visitor.RegisterAsync(shared.App);
        var there = await here.OnAnotherDeviceAsync();
        var bob = await Visitor.RegisterAsync(shared.App);
        var cookie = here.Cookie;

        var response = await here.SendAsync("DELETE", "/api/auth/sessions/");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Null(here.Cookie);
        here.Cookie = cookie;
        Assert.False(await here.IsSignedInAsync());
        Assert.False(await there.IsSignedInAsync());
        Assert.True(await bob.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.OK, (await here.LoginAsync()).StatusCode);
    }

    [Fact]
    public async Task A_sign_in_clears_away_what_is_left_of_sessions_that_are_over()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        await using var app = await App.StartAsync(new() { Clock = clock });
        var ada = await Visitor.RegisterAsync(app);
        await ada.OnAnotherDeviceAsync();
        clock.Advance(TimeSpan.FromDays(10));
        var current = await ada.OnAnotherDeviceAsync();
        Assert.Equal(3, await CountSessionsAsync(app));
        clock.Advance(TimeSpan.FromDays(5));

        await ada.OnAnotherDeviceAsync();

        Assert.Equal(2, await CountSessionsAsync(app));
        Assert.True(await current.IsSignedInAsync());
    }

    private static async Task<int> CountSessionsAsync(App app) =>
        await app.Services.GetRequiredService<StorageClients>().Table(StorageNames.Users)
            .QueryAsync<TableEntity>("RowKey ge 'session-' and RowKey lt 'session.'").CountAsync(Account.Token);
}

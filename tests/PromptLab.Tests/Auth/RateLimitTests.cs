using System.Net;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PromptLab.Platform.Http;
using PromptLab.Platform.Storage;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Auth;

public class RateLimitTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 9, 0, false)]
    [InlineData(0, 10, 0, true)]
    [InlineData(10, 0, 0, true)]
    [InlineData(10, 0, 1, false)]
    [InlineData(10, 4, 300, true)]
    [InlineData(10, 4, 361, false)]
    public void A_window_slides(int previous, int count, int seconds, bool full)
    {
        RateLimitWindow window = new(Start, TimeSpan.FromMinutes(15), previous, count);

        Assert.Equal(full, window.IsFull(10, Start.AddSeconds(seconds)));
    }

    [Theory]
    [InlineData(0, 10, 0)]
    [InlineData(0, 10, 899)]
    [InlineData(10, 4, 0)]
    [InlineData(7, 9, 13)]
    public void Whoever_waits_as_long_as_they_are_told_gets_in_and_never_waits_longer_than_a_window(int previous, int count, int seconds)
    {
        RateLimitWindow window = new(Start, TimeSpan.FromMinutes(15), previous, count);
        var now = Start.AddSeconds(seconds);

        var wait = window.WaitFor(10, now);

        var then = now + wait;
        var next = then >= Start + window.Length ? new(Start + window.Length, window.Length, count, 0) : window;
        Assert.False(next.IsFull(10, then));
        Assert.True(wait <= window.Length + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Runs_are_counted_by_user_on_all_hosts()
    {
        FakeTimeProvider clock = new(Start);
        Dictionary<string, string?> overrides = new() { ["Auth:SigningKey"] = AppSetup.RandomKey(), ["RateLimits:RunsPerUser"] = "2" };
        await using var one = await App.StartAsync(new() { Clock = clock, Overrides = overrides });
        await using var two = await App.StartAsync(new() { Clock = clock, Overrides = overrides, Storage = one.Storage });
        var ada = await one.RegisterAsync("Ada");
        var bob = await two.RegisterAsync("Bob");
        var prompt = await ada.CreatePromptAsync();
        await ada.RunAsync(prompt);
        await ada.RunAsync(prompt);

        var third = await ada.SendAsync("POST", $"/api/prompts/{prompt.Id()}/run/", A.Run());

        var problem = await Problem.AssertAsync(third, HttpStatusCode.TooManyRequests, "rate-limited");
        Assert.Equal("You have started very many runs in the last minute. Try again in 61 seconds.", problem.Text("detail"));
        await bob.RunAsync(await bob.CreatePromptAsync());
        clock.Advance(third.Headers.RetryAfter!.Delta!.Value);
        await ada.RunAsync(prompt);
    }

    [Fact]
    public async Task The_counts_name_nobody()
    {
        await using var app = await App.StartAsync(new() { Overrides = { ["RateLimits:RegistrationsPerAddress"] = "9", ["RateLimits:SignInsPerAddress"] = "9" } });
        var ada = await Visitor.RegisterAsync(app);
        await ada.LoginAsync();
        await ada.LoginAsync("not the password");

        var rows = await CountsAsync(app);

        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.Matches("^[0-9]{10}-[0-9a-f]{2} (account|sign-in|register)-[0-9a-f]{64}-[0-9]+$", $"{row.PartitionKey} {row.RowKey}"));
        Assert.All(rows, row => Assert.Equal(["Count", "PartitionKey", "Previous", "RowKey", "Timestamp", "odata.etag"], row.Keys.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Old_counts_are_deleted_and_those_that_still_matter_stay()
    {
        FakeTimeProvider clock = new(Start);
        await using var app = await App.StartAsync(new() { Clock = clock, Overrides = { ["RateLimits:RegistrationsPerAddress"] = "9" } });
        await Visitor.RegisterAsync(app);
        clock.Advance(TimeSpan.FromHours(4));
        await Visitor.RegisterAsync(app);
        Assert.Equal(2, (await CountsAsync(app)).Count);

        await ActivatorUtilities.CreateInstance<RateLimitCleanup>(app.Services).RemoveOld(new TimerInfo(), Account.Token);

        Assert.StartsWith("2026112412-", Assert.Single(await CountsAsync(app)).PartitionKey, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_figure_below_zero_is_a_start_up_error() =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => App.StartAsync(new() { Overrides = { ["RateLimits:RunsPerUser"] = "-1" } }));

    private static async Task<List<TableEntity>> CountsAsync(App app) =>
        await app.Services.GetRequiredService<StorageClients>().Table(StorageNames.RateLimits).QueryAsync<TableEntity>().ToListAsync(Account.Token);
}

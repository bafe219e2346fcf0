using System.Net;
using Microsoft.Extensions.Time.Testing;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Auth;

/// <summary>The lock on an account: held by the storage, so that neither another instance nor a restart opens it.</summary>
public class SignInLimitTests
{
    private const string Wrong = "not the password";

    private readonly FakeTimeProvider clock = new(new(2026, 11, 24, 8, 2, 0, TimeSpan.Zero));
    private readonly string signingKey = AppSetup.RandomKey();

    [Fact]
    public async Task Wrong_passwords_on_two_hosts_lock_the_account_on_both_and_on_one_that_starts_later()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync(one.Storage);
        var ada = await Visitor.RegisterAsync(one);
        for (var i = 0; i < 2; i++)
        {
            await RefusedAsync(one, ada.Email);
            await RefusedAsync(two, ada.Email);
        }

        await using var three = await StartAsync(one.Storage);

        foreach (var host in new[] { one, two, three })
        {
            var problem = await Problem.AssertAsync(await new Visitor(host, ada.Email).LoginAsync(), HttpStatusCode.TooManyRequests, "rate-limited");
            Assert.Equal("Too many wrong passwords for this e-mail address. Try again in 14 minutes.", problem.Text("detail"));
        }
    }

    [Fact]
    public async Task The_lock_opens_when_the_answer_says_so_however_often_one_knocks()
    {
        await using var app = await StartAsync();
        var ada = await Visitor.RegisterAsync(app);
        for (var i = 0; i < 4; i++)
        {
            await RefusedAsync(app, ada.Email);
        }

        var locked = await ada.LoginAsync();
        var wait = locked.Headers.RetryAfter!.Delta!.Value;
        for (var i = 0; i < 20; i++)
        {
            clock.Advance(wait / 21);
            Assert.Equal(HttpStatusCode.TooManyRequests, (await new Visitor(app, ada.Email).LoginAsync(Wrong)).StatusCode);
        }

        clock.Advance(wait / 21);
        Assert.InRange(wait, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15));
        Assert.Equal(HttpStatusCode.OK, (await ada.LoginAsync()).StatusCode);
    }

    [Fact]
    public async Task Right_passwords_count_for_nothing_and_some_typos_before_one_do_no_harm()
    {
        await using var app = await StartAsync();
        var ada = await Visitor.RegisterAsync(app);
        for (var i = 0; i < 3; i++)
        {
            await RefusedAsync(app, ada.Email);
        }

        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await ada.LoginAsync()).StatusCode);
        }
    }

    [Fact]
    public async Task Guesses_sent_all_at_once_get_no_further_than_those_sent_in_turn()
    {
        await using var app = await StartAsync();
        var ada = await Visitor.RegisterAsync(app);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => new Visitor(app, ada.Email).LoginAsync(Wrong)));

        Assert.InRange(answers.Count(answer => answer.StatusCode is HttpStatusCode.Unauthorized), 1, 4);
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task An_unknown_address_is_locked_in_the_same_words()
    {
        await using var app = await StartAsync();
        var ada = await Visitor.RegisterAsync(app);
        Visitor nobody = new(app);
        for (var i = 0; i < 4; i++)
        {
            await RefusedAsync(app, ada.Email);
            await RefusedAsync(app, nobody.Email);
        }

        var known = await Problem.AssertAsync(await new Visitor(app, ada.Email).LoginAsync(Wrong), HttpStatusCode.TooManyRequests, "rate-limited");
        var unknown = await Problem.AssertAsync(await nobody.LoginAsync(Wrong), HttpStatusCode.TooManyRequests, "rate-limited");

        Assert.Equal(known.Text("detail"), unknown.Text("detail"));
    }

    [Fact]
    public async Task A_lock_is_for_one_account_however_its_address_is_written()
    {
        await using var app = await StartAsync();
        var ada = await Visitor.RegisterAsync(app);
        var bob = await Visitor.RegisterAsync(app);
        foreach (var spelling in new[] { ada.Email, ada.Email.ToUpperInvariant(), $" {ada.Email}", $"{ada.Email} " })
        {
            await RefusedAsync(app, spelling);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await ada.LoginAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await bob.LoginAsync()).StatusCode);
    }

    private static async Task RefusedAsync(App app, string email) =>
        await Problem.AssertAsync(await new Visitor(app, email).LoginAsync(Wrong), HttpStatusCode.Unauthorized, "invalid-credentials");

    private Task<App> StartAsync(string? storage = null) => App.StartAsync(new()
    {
        Clock = clock,
        Storage = storage,
        Overrides = { ["Auth:SigningKey"] = signingKey, ["RateLimits:FailedSignInsPerAccount"] = "4" },
    });
}

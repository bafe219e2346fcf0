using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Runs;

/// <summary>What a request for a run may say of itself: how it is called, and how long it wants to wait.</summary>
public class RunRequestTests(SharedApp shared)
{
    [Fact]
    public async Task The_same_request_sent_many_times_at_once_makes_one_run()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(ada, prompt, "once", A.Run())));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        Assert.Single((await Task.WhenAll(answers.Select(IdOfAsync))).Distinct());
        Assert.Equal(1, (await ada.GetAsync("/api/runs/")).Number("count"));
    }

    [Fact]
    public async Task A_request_that_would_be_refused_by_now_is_still_answered_with_its_run()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        var first = await IdOfAsync(await SendAsync(ada, prompt, "key", A.Run()));
        await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", $"/api/prompts/{prompt.Id()}/");

        Assert.Equal(first, await IdOfAsync(await SendAsync(ada, prompt, "key", A.Run())));
    }

    [Fact]
    public async Task The_same_key_with_another_body_or_prompt_is_a_conflict()
    {
        var ada = await shared.App.RegisterAsync();
        var (prompt, other) = (await ada.CreatePromptAsync(), await ada.CreatePromptAsync());
        await SendAsync(ada, prompt, "key", A.Run());

        await Problem.AssertAsync(await SendAsync(ada, prompt, "key", A.Run("simulator/steady")), HttpStatusCode.Conflict, "conflict");
        await Problem.AssertAsync(await SendAsync(ada, other, "key", A.Run()), HttpStatusCode.Conflict, "conflict");
        Assert.Equal(1, (await ada.GetAsync("/api/runs/")).Number("count"));
    }

    [Fact]
    public async Task A_key_is_its_owners_alone_and_forgotten_after_a_day()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        await using var app = await App.StartAsync(new() { Clock = clock });
        var (ada, bob) = (await app.RegisterAsync(), await app.RegisterAsync("Bob"));
        var (adas, bobs) = (await ada.CreatePromptAsync(), await bob.CreatePromptAsync());
        var first = await IdOfAsync(await SendAsync(ada, adas, "key", A.Run()));

        Assert.NotEqual(first, await IdOfAsync(await SendAsync(bob, bobs, "key", A.Run())));

        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(first, await IdOfAsync(await SendAsync(ada, adas, "key", A.Run())));
        clock.Advance(TimeSpan.FromHours(24));
        var later = await Account.LoginAsync(app, ada.Email);
        Assert.NotEqual(first, await IdOfAsync(await SendAsync(later, adas, "key", A.Run("simulator/steady"))));
    }

    [Fact]
    public async Task A_deleted_run_takes_its_key_along()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        var first = await IdOfAsync(await SendAsync(ada, prompt, "key", A.Run()));
        await ada.ListenAsync(first);
        await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", $"/api/runs/{first}/");

        Assert.NotEqual(first, await IdOfAsync(await SendAsync(ada, prompt, "key", A.Run())));
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_named()
    {
        var ada = await shared.App.RegisterAsync();

        var response = await SendAsync(ada, await ada.CreatePromptAsync(), new string('k', 256), A.Run());

        Assert.Equal(["Idempotency-Key"], (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid")).Fields());
    }

    [Fact]
    public async Task A_request_that_prefers_to_wait_is_answered_with_the_run_when_it_is_over()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();

        using var response = await WaitAsync(ada, prompt, "respond-async, wait=20", A.Run());

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("wait=20", Assert.Single(response.Headers.GetValues("Preference-Applied")));
        var run = JsonElement.Parse(await response.Content.ReadAsStringAsync(Account.Token));
        Assert.Equal("succeeded", run.Text("status"));
        Assert.Equal($"/api/runs/{run.Id()}/", response.Headers.Location?.ToString());
        Assert.NotEmpty(run.Text("response_text"));
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_is_waited_for_goes_on_and_is_seen_through()
    {
        await using var app = await App.StartAsync(new() { Upstream = options => options.FirstTokenMs = 8_000 });
        var ada = await app.RegisterAsync();

        using var response = await WaitAsync(ada, await ada.CreatePromptAsync(), "wait=1", A.Run());

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var run = JsonElement.Parse(await response.Content.ReadAsStringAsync(Account.Token));
        Assert.Equal("running", run.Text("status"));
        Assert.Equal("succeeded", (await ada.WaitForAsync(run.Id())).Text("status"));
        Assert.Single(app.Calls.Calls);
    }

    [Theory]
    [InlineData("wait=soon")]
    [InlineData("wait=0")]
    [InlineData("return=minimal")]
    public async Task A_preference_that_says_nothing_is_not_waited_for(string prefer)
    {
        var ada = await shared.App.RegisterAsync();

        using var response = await WaitAsync(ada, await ada.CreatePromptAsync(), prefer, A.Run());

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.False(response.Headers.Contains("Preference-Applied"));
    }

    private static Task<HttpResponseMessage> SendAsync(Account account, JsonElement prompt, string key, object run) =>
        account.SendAsync("POST", $"/api/prompts/{prompt.Id()}/run/", run, ("Idempotency-Key", key));

    private static Task<HttpResponseMessage> WaitAsync(Account account, JsonElement prompt, string prefer, object run) =>
        account.SendAsync("POST", $"/api/prompts/{prompt.Id()}/run/", run, ("Prefer", prefer));

    private static async Task<string> IdOfAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(Account.Token)).Id();
    }
}

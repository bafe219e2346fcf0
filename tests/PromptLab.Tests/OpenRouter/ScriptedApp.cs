using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.Models;
using PromptLab.Platform.OpenRouter;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>The whole app with a script in OpenRouter's place and a clock that only goes on when somebody waits. One for a class of tests.</summary>
public sealed class ScriptedApp : IAsyncLifetime
{
    public const string Model = "openai/gpt-4.1-mini";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private const string GoodKey = """{"data":{"label":"sk-or-v1-51a...1ab"}}""";

    private App? app;
    private Account? account;
    private DateTimeOffset signedInAt;

    public WaitingClock Clock { get; } = new();

    public ScriptedOpenRouter Upstream { get; } = new();

    public App App => app!;

    public OpenRouterClient Client => App.Services.GetRequiredService<OpenRouterClient>();

    public async ValueTask InitializeAsync() => app = await App.StartAsync(new()
    {
        Clock = Clock,
        OpenRouter = Upstream.AnswerAsync,
        Overrides = new() { ["OpenRouter:IdleTimeout"] = WaitingClock.IdleTimeout.ToString() },
    });

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Runs a prompt against these answers of OpenRouter's, in this order, and lets the time pass that retries wait for.</summary>
    public async Task<FinishedRun> RunAsync(params ScriptedAnswer[] answers)
    {
        var (ada, id) = await StartRunAsync(null, answers);
        return await FinishAsync(ada.ListenAsync(id));
    }

    public async Task<FinishedRun> RunAsync(object modelConfig, params ScriptedAnswer[] answers)
    {
        var (ada, id) = await StartRunAsync(modelConfig, answers);
        return await FinishAsync(ada.ListenAsync(id));
    }

    /// <summary>A queued run that nobody executes yet.</summary>
    public async Task<(Account Account, string RunId)> StartRunAsync(object? modelConfig, params ScriptedAnswer[] answers)
    {
        var ada = await SignedInAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(modelConfig: modelConfig));

        // Asked for once an hour, and not by the run.
        Upstream.Script(ScriptedAnswer.Json(200, """{"data":[]}"""));
        await App.Services.GetRequiredService<ModelCatalog>().ListAsync(Account.Token);
        Upstream.Script(answers);
        return (ada, (await ada.RunAsync(prompt, A.Run(Model))).Id());
    }

    /// <summary>Somebody with a key. The clock leaps, and sign-ins end by it.</summary>
    private async Task<Account> SignedInAsync()
    {
        if (account is null || Clock.GetUtcNow() - signedInAt > TimeSpan.FromMinutes(4))
        {
            (account, signedInAt) = (await App.RegisterAsync(), Clock.GetUtcNow());
            Upstream.Script(ScriptedAnswer.Json(200, GoodKey));
            await account.CallAsync(HttpStatusCode.OK, "PUT", "/api/settings/api-key/", new { api_key = Account.ApiKey });
        }

        return account;
    }

    /// <summary>Lets time pass until the work is done: retries are waited for, pauses of the script end, the silent stay silent.</summary>
    public async Task<List<TimeSpan>> PassTimeUntilAsync(Task work)
    {
        List<TimeSpan> waits = [];
        for (var start = Stopwatch.GetTimestamp(); !work.IsCompleted;)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Longest, "The work does not end, and nobody waits for anything.");

            // A timer that falls due while another thread adds one is missed by the fake clock, until it is asked again.
            Clock.Advance(TimeSpan.Zero);
            if (Clock.PassNextWait() is { } wait)
            {
                waits.Add(wait);
            }
            else if (Upstream.IsMute || Upstream.Body?.Pause == Timeout.InfiniteTimeSpan)
            {
                Clock.Advance(WaitingClock.IdleTimeout);
            }
            else if (Upstream.Body?.Pause is { } pause)
            {
                Clock.Advance(pause);
                Upstream.Body.Release();
            }

            await Task.WhenAny(work, Task.Delay(1, Account.Token));
        }

        return waits;
    }

    private async Task<FinishedRun> FinishAsync(Task<IReadOnlyList<ReceivedEvent>> listening)
    {
        var waits = await PassTimeUntilAsync(listening);
        var events = await listening;
        Assert.Equal("done", events[^1].Type);
        return new(events[^1].Data.GetProperty("run"), events, Upstream.Calls, waits);
    }
}

public sealed record FinishedRun(JsonElement Run, IReadOnlyList<ReceivedEvent> Events, IReadOnlyList<ScriptedCall> Calls, IReadOnlyList<TimeSpan> Waits)
{
    public string Text => Run.Text("response_text");

    public string? ErrorCode => Run.GetProperty("error_code").GetString();

    public string Message => Run.Text("error_message");

    public decimal? Cost => Run.IsNull("total_cost_usd") ? null : Run.GetProperty("total_cost_usd").GetDecimal();

    public void AssertSucceeded(string text)
    {
        Assert.True(Run.Text("status") is "succeeded", Run.GetRawText());
        Assert.Equal(text, Text);
        Assert.Equal(text, ReceivedEvent.TextOf(Events));
    }

    public void AssertFailed(string code, string text = "")
    {
        Assert.True(Run.Text("status") is "failed", Run.GetRawText());
        Assert.Equal(code, ErrorCode);
        Assert.Equal(text, Text);
        Assert.Equal(text, ReceivedEvent.TextOf(Events));
    }
}

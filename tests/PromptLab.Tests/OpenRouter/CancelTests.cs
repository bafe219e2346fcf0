using System.Net;
using PromptLab.Platform.OpenRouter;
using PromptLab.Tests.LocalHost;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>A call that is stopped lets go of its connection, which is what stops the bill.</summary>
public class CancelTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    [Theory]
    [InlineData("OpenAI", "stopped")]
    [InlineData("DeepInfra", "stopped")]
    [InlineData("xAI", "stopped")]
    [InlineData("Google AI Studio", "may_continue")]
    [InlineData("Amazon Bedrock", "may_continue")]
    [InlineData("Groq", "may_continue")]
    public async Task A_cancelled_stream_is_closed_and_keeps_its_text(string provider, string billing)
    {
        var (ada, id) = await lab.StartRunAsync(null, ScriptedAnswer.Stream($"data: {Wire.Text("Nine").Replace("\"OpenAI\"", $"\"{provider}\"")}\n\n", ScriptedPiece.Silence));
        var listening = ada.ListenAsync(id);
        await Eventually.TrueAsync(() => lab.Upstream.Body?.Pause is not null);

        await ada.CallAsync(HttpStatusCode.OK, "POST", $"/api/runs/{id}/cancel/");
        while (!listening.IsCompleted)
        {
            // The cancel is noticed at a beat; time must not run ahead of what the beat has to do.
            var beats = lab.Clock.Beats;
            lab.Clock.PassBeat();
            await Eventually.TrueAsync(() =>
            {
                lab.Clock.Advance(TimeSpan.Zero);
                return lab.Clock.Beats > beats || listening.IsCompleted;
            });
        }

        var run = (await listening)[^1].Data.GetProperty("run");
        Assert.Equal("canceled", run.Text("status"));
        Assert.Equal("Nine", run.Text("response_text"));
        Assert.Equal(Wire.Id, run.Text("generation_id"));
        Assert.Equal(billing, run.Text("billing"));
        Assert.True(run.IsNull("total_cost_usd"));
        Assert.True(lab.Upstream.Body!.IsClosed);
        Assert.Single(lab.Upstream.Calls);
    }

    [Fact]
    public async Task The_generation_is_known_as_soon_as_the_headers_are()
    {
        lab.Upstream.Script(ScriptedAnswer.Stream(ScriptedPiece.Silence));
        ChatCompletion answer = new();
        using CancellationTokenSource stop = new();

        var calling = lab.Client.StreamAsync(ScriptedApp.Model, Account.ApiKey, "{}", answer, _ => ValueTask.CompletedTask, stop.Token);
        await Eventually.TrueAsync(() => lab.Upstream.Body?.Pause is not null);

        Assert.Equal(new(Wire.Id, null, null), answer.Facts);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        Assert.True(lab.Upstream.Body!.IsClosed);
    }

    [Fact]
    public async Task A_call_that_is_stopped_while_it_waits_to_be_tried_again_is_not_made()
    {
        lab.Upstream.Script(ScriptedAnswer.Json(503, Wire.Error(503, "Full"), ("Retry-After", "50")), Wire.Good);
        using CancellationTokenSource stop = new();

        var calling = lab.Client.StreamAsync(ScriptedApp.Model, Account.ApiKey, "{}", new(), _ => ValueTask.CompletedTask, stop.Token);
        await Eventually.TrueAsync(() => lab.Clock.HasWaits);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        lab.Clock.PassNextWait();
        Assert.Single(lab.Upstream.Calls);
    }

    [Fact]
    public async Task A_listener_that_fails_is_no_failure_of_OpenRouters()
    {
        lab.Upstream.Script(Wire.Good);

        await Assert.ThrowsAsync<IOException>(() => lab.Client.StreamAsync(
            ScriptedApp.Model, Account.ApiKey, "{}", new(), _ => throw new IOException("The page is gone."), Account.Token));

        Assert.Single(lab.Upstream.Calls);
    }
}

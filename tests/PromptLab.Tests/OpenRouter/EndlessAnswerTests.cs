using System.Text;
using PromptLab.Platform.OpenRouter;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>An answer that never ends is given up at a bound; what had come by then is kept, and no second call is made.</summary>
public class EndlessAnswerTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    /// <summary>What stands for without an end: a multiple of every bound.</summary>
    private const int Plenty = 100_000_000;

    [Fact]
    public async Task A_text_without_an_end()
    {
        var text = new string('x', 50_000);

        var done = await lab.RunAsync(Endless($"data: {Wire.Text(text)}\n\n"));

        AssertGivenUp(done, new string('x', 8_050_000));
    }

    [Theory]
    [InlineData("an event", "data: ", "{\"a\":\"")]
    [InlineData("a comment", ": ", "OPENROUTER PROCESSING ")]
    public async Task A_line_without_an_end(string what, string beginning, string piece)
    {
        Assert.NotEmpty(what);
        var done = await lab.RunAsync(Endless(piece, $"data: {Wire.Text("Nine")}\n\n{beginning}"));

        AssertGivenUp(done, "Nine");
    }

    [Fact]
    public async Task Lines_without_an_end_that_are_no_events() => AssertGivenUp(await lab.RunAsync(Endless("not an event\n")), "");

    [Fact]
    public async Task A_name_that_is_as_long_as_a_text_is_cut_and_the_run_kept()
    {
        var name = new string('x', 50_000);

        var done = await lab.RunAsync(ScriptedAnswer.Events(Wire.Text("Nine"), $$"""{"id":"{{name}}","model":"{{name}}","provider":"{{name}}","choices":[{"index":0,"delta":{},"finish_reason":"{{name}}"}]}"""));

        done.AssertSucceeded("Nine");
        Assert.Equal(name[..500], done.Run.Text("finish_reason"));
    }

    [Fact]
    public async Task A_stream_that_keeps_awake_and_says_nothing_is_given_up_after_25_minutes()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Stream([$"data: {Wire.Text("Nine")}\n\n", .. Enumerable.Repeat(ScriptedPiece.After(80, ": OPENROUTER PROCESSING\n\n"), 100)]));

        done.AssertFailed("openrouter-timeout", "Nine");
        Assert.Contains("25 minutes", done.Message, StringComparison.Ordinal);
        Assert.Single(done.Calls);
    }

    [Fact]
    public async Task An_error_page_without_an_end_is_read_no_further_than_anybody_would()
    {
        var done = await lab.RunAsync(Endless("upstream says no ") with { Status = 400 });

        done.AssertFailed("openrouter-rejected");
        Assert.Contains("upstream says no", done.Message, StringComparison.Ordinal);
        Assert.InRange(done.Message.Length, 1, 2_000);
    }

    [Fact]
    public async Task A_short_answer_that_is_not_short_counts_as_none()
    {
        lab.Upstream.Script(Endless(" "));

        var failure = await Assert.ThrowsAsync<OpenRouterException>(() => lab.Client.GetKeyAsync(Account.ApiKey, Account.Token));

        Assert.Equal(OpenRouterException.Failed, failure.Code);
    }

    private void AssertGivenUp(FinishedRun done, string text)
    {
        done.AssertFailed("openrouter-failed", text);
        Assert.Contains("more than any answer is long", done.Message, StringComparison.Ordinal);
        Assert.True(lab.Upstream.Body!.IsClosed);
        Assert.Single(done.Calls);
    }

    private static ScriptedAnswer Endless(string text, string first = "")
    {
        ScriptedPiece piece = new(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, (65_536 / text.Length) + 1))));
        return ScriptedAnswer.Stream([first, .. Enumerable.Repeat(piece, Plenty / piece.Bytes.Length)]);
    }
}

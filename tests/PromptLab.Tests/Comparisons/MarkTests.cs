using System.Net;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Comparisons;

/// <summary>What a person says of the answers, seeing whose they are or blind.</summary>
public class MarkTests(SharedApp shared)
{
    private static readonly string[] Both = ["simulator/quick", "simulator/echo"];

    [Fact]
    public async Task Marks_are_kept_changed_and_taken_away()
    {
        var (ada, path) = await ComparedAsync(inputs: 1);

        await MarkAsync(ada, path, new { variant = 0, input = 0, rating = 2 });
        var marked = await MarkAsync(ada, path, new { variant = 1, input = 0, rating = 5, verdict = "better", than = 0 });
        var changed = await MarkAsync(ada, path, new { variant = 1, input = 0, rating = 3 });
        var taken = await MarkAsync(ada, path, new { variant = 0, input = 0 });

        Assert.Equal((2, 1), (marked.GetProperty("marks").GetArrayLength(), marked.GetProperty("pairs").GetArrayLength()));
        Assert.Equal([2, 5], marked.GetProperty("ratings").EnumerateArray().Select(rating => rating.GetProperty("mean").GetDouble()));
        Assert.Equal((3, 0), (changed.GetProperty("ratings")[1].GetProperty("mean").GetDouble(), changed.GetProperty("pairs").GetArrayLength()));
        Assert.Equal(1, taken.GetProperty("marks").GetArrayLength());
        Assert.Equal(taken.GetRawText(), (await ada.GetAsync(path)).GetProperty("marking").GetRawText());
    }

    [Fact]
    public async Task A_mark_that_makes_no_sense_is_refused_by_field()
    {
        var (ada, path) = await ComparedAsync(inputs: 1);

        foreach (var (field, mark) in new (string, object)[]
        {
            ("variant", new { variant = 2, input = 0, rating = 1 }), ("variant", new { variant = 0, input = 1, rating = 1 }), ("rating", new { variant = 0, input = 0, rating = 6 }),
            ("verdict", new { variant = 0, input = 0, than = 1 }), ("than", new { variant = 0, input = 0, verdict = "better" }), ("than", new { variant = 0, input = 0, verdict = "better", than = 0 }),
            ("than", new { variant = 0, input = 0, verdict = "better", than = 7 }),
        })
        {
            Assert.Equal([field], (await Problem.AssertAsync(await ada.SendAsync("PUT", path + "marks/", mark), HttpStatusCode.BadRequest, "invalid")).Fields());
        }
    }

    [Fact]
    public async Task Six_votes_for_the_same_side_say_that_it_is_better_and_five_do_not()
    {
        var (ada, path) = await ComparedAsync(inputs: 6);

        for (var input = 0; input < 5; input++)
        {
            await MarkAsync(ada, path, new { variant = 1, input, verdict = "better", than = 0 });
        }

        var five = (await ada.GetAsync(path)).GetProperty("marking").GetProperty("pairs")[0];
        // Said from the other side, it is the same vote.
        var six = (await MarkAsync(ada, path, new { variant = 0, input = 5, verdict = "worse", than = 1 })).GetProperty("pairs")[0];

        Assert.Equal((0, 1, 5, "not_enough_votes", 1), (five.Number("a"), five.Number("b"), five.Number("b_wins"), five.Text("b_is_better"), five.Number("votes_missing")));
        Assert.Equal((6, "yes", 0), (six.Number("b_wins"), six.Text("b_is_better"), six.Number("votes_missing")));
        Assert.Equal(0.03125, six.GetProperty("p_value").GetDouble(), 10);
    }

    [Fact]
    public async Task Nothing_that_is_sent_before_a_vote_tells_whose_the_answers_are()
    {
        var (ada, path) = await ComparedAsync(inputs: 1);
        var board = await ada.GetAsync(path);

        var sent = (await ada.GetAsync(path + "blind-pair/")).GetRawText();

        foreach (var secret in board.GetProperty("cells").EnumerateArray().Select(cell => cell.Text("run_id")).Concat(Both).Concat(["variant", "model", "prompt_id", "latency"]))
        {
            Assert.DoesNotContain(secret, sent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Blind_votes_count_for_the_variant_whose_answer_was_chosen_and_the_sides_are_mixed()
    {
        var (ada, path) = await ComparedAsync(inputs: 12);
        List<int> lefts = [];
        JsonElement vote = default;

        for (JsonElement shown; (shown = await ada.GetAsync(path + "blind-pair/")).Number("pairs_left") > 0;)
        {
            var pair = shown.GetProperty("pair");
            // The model "echo" says what it was asked.
            var isLeft = pair.Text("left") == pair.GetProperty("variables").Text("text");
            vote = await ada.CallAsync(HttpStatusCode.Created, "POST", path + "votes/", new { pair = pair.Id(), preferred = isLeft ? "left" : "right" });
            lefts.Add(vote.Number("left_variant"));
            Assert.Equal(isLeft ? 1 : 0, vote.Number("left_variant"));
            await Problem.AssertAsync(await ada.SendAsync("POST", path + "votes/", new { pair = pair.Id(), preferred = "equal" }), HttpStatusCode.Conflict, "conflict");
        }

        var verdict = vote.GetProperty("marking").GetProperty("pairs")[0];
        Assert.Equal((12, "yes"), (verdict.Number("b_wins"), verdict.Text("b_is_better")));
        // Which side is whose is chance; all twelve on one side would be one in two thousand.
        Assert.Equal([0, 1], lefts.Distinct().Order());
        await Problem.AssertAsync(await ada.SendAsync("POST", path + "votes/", new { pair = "0123", preferred = "left" }), HttpStatusCode.BadRequest, "invalid");
    }

    private async Task<(Account Account, string Path)> ComparedAsync(int inputs)
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "{{ text }}", systemMessage: ""));
        var comparison = await ada.CompareAsync(A.Comparison(prompt, Both, [.. Enumerable.Range(0, inputs).Select(number => new { text = $"Input number {number}" })]));
        await ada.WaitForBoardAsync(comparison.Id());
        return (ada, $"/api/comparisons/{comparison.Id()}/");
    }

    private static Task<JsonElement> MarkAsync(Account account, string path, object mark) => account.CallAsync(HttpStatusCode.OK, "PUT", path + "marks/", mark);
}

using System.Net;
using System.Text;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Runs;

public class RunApiTests(SharedApp shared)
{
    [Fact]
    public async Task Creating_a_run_accepts_it_and_points_to_it()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();

        var response = await ada.SendAsync("POST", $"/api/prompts/{prompt.Id()}/run/", A.Run());

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var run = await ada.GetAsync(response.Headers.Location!.ToString());
        Assert.Equal("Translator", run.Text("prompt_name"));
        Assert.Equal("Translate \"Good morning\" into French.", run.GetProperty("rendered").Text("user_message"));
        Assert.Equal(ada.Id, run.Text("executed_by"));
    }

    [Fact]
    public async Task The_page_that_listens_gets_the_answer_piece_by_piece_and_then_the_run()
    {
        var ada = await shared.App.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());

        var events = await ada.ListenAsync(run.Id());

        Assert.True(events.Count(item => item.Type is "delta") > 1);
        Assert.Equal("status", events[0].Type);
        var done = events[^1];
        Assert.Equal("done", done.Type);
        var finished = done.Data.GetProperty("run");
        Assert.Equal("succeeded", finished.Text("status"));
        Assert.Equal(ReceivedEvent.TextOf(events), finished.Text("response_text"));
        Assert.Equal(finished.ToString(), (await ada.GetAsync($"/api/runs/{run.Id()}/")).ToString());
    }

    [Fact]
    public async Task The_queue_executes_a_run_that_nobody_listens_to()
    {
        var ada = await shared.App.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());

        var finished = await ada.WaitForAsync(run.Id());

        Assert.Equal("succeeded", finished.Text("status"));
        Assert.NotEmpty(finished.Text("response_text"));
    }

    [Fact]
    public async Task A_finished_run_tells_tokens_cost_and_times_as_the_upstream_told_them()
    {
        var ada = await shared.App.RegisterAsync();
        await ada.CallAsync(HttpStatusCode.OK, "PUT", "/api/settings/api-key/", new { api_key = Account.ApiKey });
        var run = await ada.RunAsync(await ada.CreatePromptAsync(), A.Run("openai/gpt-4.1-mini"));

        await ada.ListenAsync(run.Id());

        var finished = await ada.GetAsync($"/api/runs/{run.Id()}/");
        var call = Assert.Single(shared.App.Calls.Calls, call => call.GenerationId == finished.Text("generation_id"));
        Assert.Equal(call.Cost, finished.GetProperty("total_cost_usd").GetDecimal());
        Assert.True(finished.GetProperty("total_cost_usd").GetDecimal() > 0);
        Assert.Equal(call.PromptTokens, finished.Number("input_tokens"));
        Assert.Equal(call.CompletionTokens, finished.Number("output_tokens"));
        Assert.True(finished.Number("latency_ms") >= finished.Number("time_to_first_token_ms"));
        Assert.Equal("openai/gpt-4.1-mini", finished.Text("resolved_model_id"));
        Assert.Equal("stop", finished.Text("finish_reason"));
        var limits = (await ada.GetAsync("/api/settings/")).GetProperty("limits");
        Assert.Equal(call.Cost, limits.GetProperty("spent_today_usd").GetDecimal());
        Assert.Equal(call.Cost, limits.GetProperty("spent_this_month_usd").GetDecimal());
    }

    [Fact]
    public async Task A_message_delivered_twice_runs_once()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.DeliverRunAsync(ada, run)));
        await app.DeliverRunAsync(ada, run);

        Assert.Equal("succeeded", (await ada.GetAsync($"/api/runs/{run.Id()}/")).Text("status"));
        Assert.Single(app.Calls.Calls);
    }

    [Fact]
    public async Task A_60_kB_input_with_three_variables_comes_back_byte_for_byte()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "{{ one }}|{{ two }}|{{ three }}", systemMessage: ""));
        var variables = new
        {
            one = string.Concat(Enumerable.Range(0, 2_000).Select(number => $"Zeile {number}\r\n")),
            two = string.Concat(Enumerable.Repeat("äöü 💡 {json: \"x\"} \\ \t", 1_000)),
            three = new string('x', 20_000) + "\u0001\u2028",
        };
        var expected = $"{variables.one}|{variables.two}|{variables.three}";
        Assert.True(Encoding.UTF8.GetByteCount(expected) > 64 * 1024);

        var run = await ada.RunAsync(prompt, A.Run("simulator/echo", variables));
        var events = await ada.ListenAsync(run.Id());

        var finished = await ada.GetAsync($"/api/runs/{run.Id()}/");
        Assert.Equal("succeeded", finished.Text("status"));
        Assert.Equal(expected, finished.GetProperty("rendered").Text("user_message"));
        Assert.Equal(expected, finished.Text("response_text"));
        Assert.Equal(expected, ReceivedEvent.TextOf(events));
        Assert.Equal(variables.three, finished.GetProperty("variables").Text("three"));
    }

    [Fact]
    public async Task Reasoning_is_kept_apart_from_the_answer()
    {
        var ada = await shared.App.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync(), A.Run("simulator/thoughtful"));

        await ada.ListenAsync(run.Id());

        var finished = await ada.GetAsync($"/api/runs/{run.Id()}/");
        Assert.NotEmpty(finished.Text("reasoning_text"));
        Assert.NotEmpty(finished.Text("response_text"));
        Assert.True(finished.Number("reasoning_tokens") > 0);
    }

    [Fact]
    public async Task OpenRouters_models_need_a_key_and_simulated_ones_do_not()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();

        var response = await ada.SendAsync("POST", $"/api/prompts/{prompt.Id()}/run/", A.Run("openai/gpt-4.1-mini"));

        await Problem.AssertAsync(response, HttpStatusCode.Conflict, "api-key-missing");
        await ada.RunAsync(prompt, A.Run("simulator/quick"));
    }

    [Fact]
    public async Task Once_a_limit_is_spent_no_further_run_starts()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        await ada.ListenAsync((await ada.RunAsync(prompt)).Id());
        await ada.CallAsync(HttpStatusCode.OK, "PATCH", "/api/settings/", new { limits = new { daily_usd = 0.0000001m } });

        var response = await ada.SendAsync("POST", $"/api/prompts/{prompt.Id()}/run/", A.Run());

        await Problem.AssertAsync(response, HttpStatusCode.PaymentRequired, "budget-exceeded");
    }

    [Fact]
    public async Task A_variable_without_a_value_is_listed()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "{{ a }} {{ b | default: 'x' }} {% if c %}{{ c }}{% endif %} {{ d }}"));

        var response = await ada.SendAsync("POST", $"/api/prompts/{prompt.Id()}/run/", A.Run(variables: new { a = (string?)null }));

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid");
        Assert.Equal(["variables.a", "variables.d"], problem.Fields());
    }

    [Fact]
    public async Task A_template_that_cannot_be_read_is_refused_with_the_place_of_its_fault()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "Dear all,\nhello {{ unclosed"));

        var response = await ada.SendAsync("POST", $"/api/prompts/{prompt.Id()}/run/", A.Run());

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid");
        Assert.StartsWith("Line 2, column 7: This {{ is never closed.", problem.GetProperty("errors").GetProperty("user_message_template")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model_id":"simulator/quick","version_number":7}""", "version_number")]
    [InlineData("""{"model_id":"simulator/quick","version_number":0}""", "version_number")]
    [InlineData("""{}""", "model_id")]
    [InlineData("""{"model_id":"simulator/quick","variables":["a"]}""", "variables")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "Hello"));

        var response = await ada.SendAsync("POST", $"/api/prompts/{prompt.Id()}/run/", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal([field], (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid")).Fields());
    }

    [Fact]
    public async Task Parameters_of_the_run_win_over_the_versions()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(modelConfig: new { model = "simulator/quick", temperature = 1, top_p = 0.5 }));

        var run = await ada.RunAsync(prompt, new { variables = new { text = "a", language = "b" }, model_config = new { temperature = 0.2, seed = 7 } });

        Assert.Equal("simulator/quick", run.Text("model_id"));
        Assert.Equal("""{"model":"simulator/quick","temperature":0.2,"top_p":0.5,"seed":7}""", run.GetProperty("model_config").GetRawText());
    }

    [Fact]
    public async Task Parameters_that_contradict_the_versions_are_named()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(modelConfig: new { model = "simulator/quick", reasoning = new { effort = "high" } }));

        var response = await ada.SendAsync(
            "POST", $"/api/prompts/{prompt.Id()}/run/", new { variables = new { text = "a", language = "b" }, model_config = new { reasoning_effort = "low" } });

        Assert.Equal(["model_config.reasoning_effort"], (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid")).Fields());
    }

    [Theory]
    [InlineData("simulator/error-429", "rate-limited")]
    [InlineData("simulator/error-402", "out-of-credits")]
    [InlineData("simulator/error-404", "model-unavailable")]
    [InlineData("simulator/error-midstream", "openrouter-failed")]
    [InlineData("simulator/truncated", "openrouter-failed")]
    public async Task A_failed_run_says_what_to_do_and_keeps_what_had_arrived(string model, string code)
    {
        var ada = await shared.App.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync(), A.Run(model));

        var events = await ada.ListenAsync(run.Id());

        var failed = await ada.GetAsync($"/api/runs/{run.Id()}/");
        Assert.Equal("failed", failed.Text("status"));
        Assert.Equal(code, failed.Text("error_code"));
        Assert.True(failed.Text("error_message").Length > 20);
        Assert.Equal(ReceivedEvent.TextOf(events), failed.Text("response_text"));
        Assert.True(failed.IsNull("total_cost_usd"));
    }

    [Fact]
    public async Task A_deleted_prompt_leaves_its_runs_readable()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        var run = await ada.RunAsync(prompt);
        await ada.ListenAsync(run.Id());

        await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", $"/api/prompts/{prompt.Id()}/");

        Assert.Equal("Translator", (await ada.GetAsync($"/api/runs/{run.Id()}/")).Text("prompt_name"));
        Assert.Equal(1, (await ada.GetAsync($"/api/runs/?prompt_id={prompt.Id()}")).Number("count"));
    }

    [Fact]
    public async Task A_finished_run_can_be_deleted_and_a_running_one_cannot()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());

        await Problem.AssertAsync(await ada.SendAsync("DELETE", $"/api/runs/{run.Id()}/"), HttpStatusCode.Conflict, "conflict");
        await ada.ListenAsync(run.Id());
        await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", $"/api/runs/{run.Id()}/");

        await Problem.AssertAsync(await ada.SendAsync("GET", $"/api/runs/{run.Id()}/"), HttpStatusCode.NotFound, "not-found");
        Assert.Equal(0, (await ada.GetAsync("/api/runs/")).Number("count"));
    }
}

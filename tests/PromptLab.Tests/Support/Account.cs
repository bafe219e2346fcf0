using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace PromptLab.Tests.Support;

/// <summary>Somebody who is signed in: calls the API as a client would, with their token and their cookie.</summary>
public sealed class Account
{
    public const string Password = "correct horse battery";
    public const string ApiKey = "sk-or-v1-51ab51ab51ab51ab51ab51ab51ab51ab51ab51ab51ab51ab51ab51ab51ab51ab";

    private readonly HttpClient http;

    private Account(HttpClient http, string email, string id)
    {
        this.http = http;
        Email = email;
        Id = id;
    }

    public string Email { get; }

    public string Id { get; }

    /// <summary>What this person's requests say of who sends them.</summary>
    public AuthenticationHeaderValue? Authorization => http.DefaultRequestHeaders.Authorization;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Account> RegisterAsync(App app, string name, string? email = null)
    {
        email ??= $"{name.ToLowerInvariant()}-{Guid.NewGuid():N}@promptlab.example";
        return await SignedInAsync(app, email, "/api/auth/register/", new { email, password = Password, full_name = name });
    }

    public static Task<Account> LoginAsync(App app, string email) => SignedInAsync(app, email, "/api/auth/login/", new { email, password = Password });

    private static async Task<Account> SignedInAsync(App app, string email, string path, object credentials)
    {
        var http = app.Client();
        var response = await http.PostAsJsonAsync(path, credentials, Token);
        Assert.True(response.IsSuccessStatusCode, $"{path} answered {response.StatusCode}");

        var session = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("access").GetString());
        return new(http, email, session.GetProperty("user").GetProperty("id").GetString()!);
    }

    /// <summary>The same person at another instance of the app.</summary>
    public Account On(App other)
    {
        var client = other.Client();
        client.DefaultRequestHeaders.Authorization = http.DefaultRequestHeaders.Authorization;
        return new(client, Email, Id);
    }

    public Task<HttpResponseMessage> SendAsync(string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = new(HttpMethod.Parse(method), path) { Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body)) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    /// <summary>The answer's body; the test fails when the status is another.</summary>
    public async Task<JsonElement> CallAsync(HttpStatusCode status, string method, string path, object? body = null)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(status == response.StatusCode, $"{method} {path} answered {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    public Task<JsonElement> GetAsync(string path) => CallAsync(HttpStatusCode.OK, "GET", path);

    public Task<JsonElement> CreatePromptAsync(object? prompt = null) => CallAsync(HttpStatusCode.Created, "POST", "/api/prompts/", prompt ?? A.Prompt());

    /// <summary>A run of the prompt's latest version; on the simulator's quick model when none is named.</summary>
    public Task<JsonElement> RunAsync(JsonElement prompt, object? run = null) =>
        CallAsync(HttpStatusCode.Accepted, "POST", $"/api/prompts/{prompt.Id()}/run/", run ?? A.Run());

    /// <summary>Runs as a document of an account has them, all of them new.</summary>
    public async Task ImportRunsAsync(params object[] runs)
    {
        var report = await CallAsync(HttpStatusCode.OK, "POST", "/api/settings/import/", new { format = "promptlab-account", version = 1, runs });
        Assert.Equal(runs.Length, report.GetProperty("runs").Number("added"));
    }

    public Task<JsonElement> CompareAsync(object comparison) => CallAsync(HttpStatusCode.Accepted, "POST", "/api/comparisons/", comparison);

    /// <summary>The board once nothing of it is open.</summary>
    public Task<JsonElement> WaitForBoardAsync(string comparisonId) => WaitForBoardAsync(comparisonId, board => board.Number("open_cells") == 0);

    public async Task<JsonElement> WaitForBoardAsync(string comparisonId, Func<JsonElement, bool> isSo)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (await GetAsync($"/api/comparisons/{comparisonId}/") is var board && isSo(board))
            {
                return board;
            }

            await Task.Delay(50, Token);
        }

        throw new TimeoutException($"The board {comparisonId} is not as it should be yet.");
    }

    /// <summary>What is heard of a board until nothing of it is open.</summary>
    public async Task<IReadOnlyList<ReceivedEvent>> ListenToBoardAsync(string comparisonId, string? cursor = null)
    {
        using var response = await SendAsync("GET", $"/api/comparisons/{comparisonId}/events/", null, cursor is null ? [] : [("Last-Event-ID", cursor)]);
        return await ReceivedEvent.ReadAllAsync(response, Token, "BoardEvent");
    }

    /// <summary>Listens to the run until it is over.</summary>
    public async Task<IReadOnlyList<ReceivedEvent>> ListenAsync(string runId, string? lastEventId = null)
    {
        using var response = await SendAsync("GET", $"/api/runs/{runId}/events/", null, lastEventId is null ? [] : [("Last-Event-ID", lastEventId)]);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return await ReceivedEvent.ReadAllAsync(response, Token);
    }

    /// <summary>The run once it is over, without listening to it.</summary>
    public async Task<JsonElement> WaitForAsync(string runId)
    {
        for (var attempt = 0; attempt < 2_400; attempt++)
        {
            var run = await GetAsync($"/api/runs/{runId}/");
            if (run.Text("status") is not ("queued" or "running"))
            {
                return run;
            }

            await Task.Delay(50, Token);
        }

        throw new TimeoutException($"Run {runId} is not over yet.");
    }
}

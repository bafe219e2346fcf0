using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Contract;

/// <summary>Whatever is sent, the answer is a problem that says what is wrong, and nothing comes of it.</summary>
public class MalformedRequestTests(ITestOutputHelper output)
{
    private const int Count = 5_000;
    private const int Seed = 20261124;
    private const int AtOnce = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Five_thousand_malformed_requests_get_problems_and_write_nothing()
    {
        await using var app = await App.StartAsync(new() { Overrides = { ["RateLimits:RunsPerUser"] = "0" } });
        var ada = await app.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "Explain {{ topic }}."));
        var run = await ada.RunAsync(prompt, A.Run(variables: new { topic = "tides" }));
        var comparison = await ada.CompareAsync(A.Comparison(prompt, variables: new { topic = "tides" }));
        await ada.WaitForBoardAsync(comparison.Id());
        MalformedRequests requests = new(
            ApiContract.Current, name => name switch { "promptId" => prompt.Id(), "runId" => run.Id(), "comparisonId" => comparison.Id(), _ => "1" }, Seed);
        var before = await StorageSnapshot.TakeAsync(app);

        var faults = await SendAsync(app, ada, requests.Take(Count));

        Assert.True(faults.IsEmpty, $"{faults.Count} of {Count}:\n{string.Join('\n', faults.Order().Take(40))}");
        Assert.Equal(before, await StorageSnapshot.TakeAsync(app));
        Assert.DoesNotContain(app.Log.Lines, line => line.Contains("Unexpected failure", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_seed_gives_the_same_requests()
    {
        var first = new MalformedRequests(ApiContract.Current, _ => "1", Seed).Take(Count).Select(request => request.ToString()).ToList();

        Assert.Equal(Count, first.Count);
        Assert.Equal(first, new MalformedRequests(ApiContract.Current, _ => "1", Seed).Take(Count).Select(request => request.ToString()));
    }

    private async Task<ConcurrentBag<string>> SendAsync(App app, Account account, IEnumerable<MalformedRequest> requests)
    {
        ConcurrentBag<string> faults = [];
        ConcurrentDictionary<string, int> codes = [];
        var http = app.Client();
        http.Timeout = Patience;
        http.DefaultRequestHeaders.Authorization = account.Authorization;

        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Account.Token }, async (request, cancellationToken) =>
        {
            codes.AddOrUpdate(request.Code, 1, (_, count) => count + 1);
            if (await FaultOfAsync(http, request, cancellationToken) is { } fault)
            {
                faults.Add($"{request} -> {fault}");
            }
        });

        output.WriteLine(string.Join(", ", codes.OrderByDescending(code => code.Value).Select(code => $"{code.Value} {code.Key}")));
        return faults;
    }

    private static async Task<string?> FaultOfAsync(HttpClient http, MalformedRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var message = request.ToMessage();
            using var response = await http.SendAsync(message, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return (int)response.StatusCode is < 400 or >= 500 || response.Content.Headers.ContentType?.MediaType is not "application/problem+json"
                ? $"{(int)response.StatusCode} {text}"
                : FaultOf(JsonElement.Parse(text), request);
        }
        catch (Exception error) when (error is Xunit.Sdk.FailException or OperationCanceledException or HttpRequestException)
        {
            return error.Message;
        }
    }

    private static string? FaultOf(JsonElement problem, MalformedRequest request)
    {
        var isRight = problem.Text("type") == $"urn:promptlab:{request.Code}"
            && (request.Fields.Length == 0 || problem.Fields().Any(named => request.Fields.Any(field => named == field || named.StartsWith(field + "[", StringComparison.Ordinal))));
        return isRight ? null : $"expected {request.Code} {string.Join(" or ", request.Fields)}, got {problem}";
    }
}

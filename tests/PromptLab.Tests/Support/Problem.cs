using System.Net;
using System.Text.Json;

namespace PromptLab.Tests.Support;

public static class Problem
{
    /// <summary>The response is a problem of this kind, as RFC 9457 puts it on the wire.</summary>
    public static async Task<JsonElement> AssertAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(Account.Token);
        Assert.True(status == response.StatusCode, $"Answered {(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);

        var problem = JsonElement.Parse(text);
        Assert.Equal($"urn:promptlab:{code}", problem.Text("type"));
        Assert.Equal((int)status, problem.Number("status"));
        Assert.NotEmpty(problem.Text("title"));
        Assert.NotEmpty(problem.Text("trace_id"));
        return problem;
    }

    /// <summary>The fields that a validation problem names.</summary>
    public static string[] Fields(this JsonElement problem) => [.. problem.GetProperty("errors").EnumerateObject().Select(field => field.Name)];
}

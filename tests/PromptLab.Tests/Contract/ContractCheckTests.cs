using System.Text.Json.Nodes;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Contract;

/// <summary>The check that all other tests go through finds what it is there to find.</summary>
public class ContractCheckTests(SharedApp shared)
{
    private const string Json = "application/json";

    [Fact]
    public async Task An_answer_of_the_app_passes()
    {
        var ada = await shared.App.RegisterAsync();

        Assert.Null(FaultOf(await MeAsync(ada)));
    }

    [Fact]
    public async Task A_stray_field_is_found()
    {
        var me = await MeAsync(await shared.App.RegisterAsync());
        me["password_hash"] = "x";

        Assert.Contains("password_hash", FaultOf(me), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_field_is_found()
    {
        var me = await MeAsync(await shared.App.RegisterAsync());
        me.Remove("updated_at");

        Assert.Contains("PropertyRequired", FaultOf(me), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id", "\"17\"")]
    [InlineData("id", "null")]
    [InlineData("full_name", "7")]
    [InlineData("created_at", "\"yesterday\"")]
    [InlineData("created_at", "\"2026-11-24T07:00:00+01:00\"")]
    public async Task A_value_of_another_kind_is_found(string field, string value)
    {
        var me = await MeAsync(await shared.App.RegisterAsync());
        me[field] = JsonNode.Parse(value);

        Assert.Contains(field, FaultOf(me), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stray_field_deep_inside_what_two_schemas_make_up_is_found()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = JsonNode.Parse((await ada.CreatePromptAsync()).GetRawText())!.AsObject();
        prompt["latest_version"]!["secret"] = true;

        Assert.Contains("secret", ContractCheck.FindFault("POST", "/api/prompts/", 201, Json, prompt.ToJsonString()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_undeclared_status_media_type_or_body_is_found()
    {
        Assert.Contains("declares no 418", ContractCheck.FindFault("GET", "/api/auth/me", 418, Json, "{}"), StringComparison.Ordinal);
        Assert.Contains("declares no text/html", ContractCheck.FindFault("GET", "/api/auth/me", 200, "text/html", "<p>"), StringComparison.Ordinal);
        Assert.Contains("has no body", ContractCheck.FindFault("POST", "/api/auth/logout/", 204, Json, "{}"), StringComparison.Ordinal);
        Assert.Contains("no such operation", ContractCheck.FindFault("GET", "/api/secrets/", 200, Json, "{}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_problem_that_the_operation_does_not_declare_is_found()
    {
        const string problem = """{"type":"urn:promptlab:email-taken","title":"x","status":409,"instance":"/","trace_id":"x"}""";

        Assert.Null(ContractCheck.FindFault("POST", "/api/auth/register/", 409, "application/problem+json", problem));
        Assert.NotNull(ContractCheck.FindFault("POST", "/api/prompts/", 409, "application/problem+json", problem));
    }

    [Fact]
    public async Task A_test_that_gets_such_an_answer_fails()
    {
        using HttpClient http = new(new ContractHandler(new Liar())) { BaseAddress = new("http://localhost") };

        var failure = await Record.ExceptionAsync(() => http.GetAsync("/api/health/", Account.Token));

        Assert.Contains("GetHealth 200", Assert.IsType<Xunit.Sdk.FailException>(failure).Message, StringComparison.Ordinal);
    }

    private static async Task<JsonObject> MeAsync(Account account) =>
        JsonNode.Parse((await account.GetAsync("/api/auth/me/")).GetRawText())!.AsObject();

    private static string? FaultOf(JsonObject me) => ContractCheck.FindFault("GET", "/api/auth/me/", 200, Json, me.ToJsonString());

    private sealed class Liar : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StringContent("""{"status":"ok"}""", null, Json) });
    }
}

using System.Net.Http.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Auth;

public class AnswerHeaderTests(SharedApp shared)
{
    public static TheoryData<string, string> Answers() => new()
    {
        { "POST", "/api/auth/login/" },
        { "POST", "/api/auth/refresh/" },
        { "GET", "/api/auth/me/" },
        { "GET", "/api/nothing/" },
        { "GET", "/" },
        { "PUT", "/nowhere" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task No_answer_may_be_framed_sniffed_or_scripted_from_elsewhere(string method, string path)
    {
        var response = await shared.App.Client().SendAsync(new(HttpMethod.Parse(method), path), Account.Token);

        var policy = string.Join("; ", response.Headers.GetValues("Content-Security-Policy"));
        foreach (var rule in new[] { "default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "object-src 'none'" })
        {
            Assert.Contains(rule, policy.Split("; "));
        }

        Assert.DoesNotContain("unsafe-", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.True(response.Headers.Contains("Referrer-Policy") && response.Headers.Contains("Permissions-Policy"));
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("https://promptlab.example/api/health/", "max-age=31536000")]
    [InlineData("http://promptlab.example/api/health/", null)]
    public async Task Whoever_came_by_https_is_held_to_it(string address, string? expected)
    {
        var response = await shared.App.Client().GetAsync(new Uri(address), Account.Token);

        Assert.Equal(expected, response.Headers.TryGetValues("Strict-Transport-Security", out var values) ? values.Single() : null);
    }

    [Theory]
    [InlineData("POST", "/api/auth/logout/", true)]
    [InlineData("DELETE", "/api/auth/sessions/", true)]
    [InlineData("DELETE", "/api/settings/account/", true)]
    [InlineData("POST", "/api/auth/refresh/", false)]
    [InlineData("GET", "/api/auth/me/", false)]
    public async Task Who_signs_out_or_ends_the_account_leaves_no_answers_in_the_browser(string method, string path, bool isForgotten)
    {
        var ada = await Visitor.RegisterAsync(shared.App);

        var answer = await ada.SendAsync(method, path, path.EndsWith("account/", StringComparison.Ordinal) ? new { password = Account.Password } : null, ("Sec-Fetch-Site", "same-origin"));

        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        Assert.Equal(isForgotten ? ["\"cache\""] : [], answer.Headers.TryGetValues("Clear-Site-Data", out var forgotten) ? forgotten : []);
    }

    [Fact]
    public async Task No_answer_about_a_session_is_kept_by_a_cache()
    {
        var ada = await Visitor.RegisterAsync(shared.App);

        HttpResponseMessage[] answers =
        [
            await shared.App.Client().PostAsJsonAsync("/api/auth/login/", new { }, Account.Token),
            await ada.LoginAsync("not the password"),
            await ada.LoginAsync(),
            await ada.RefreshAsync(),
            await ada.SendAsync("GET", "/api/auth/me/"),
            await ada.PostAsync("/api/auth/logout/"),
            await ada.SendAsync("DELETE", "/api/auth/sessions/"),
            await new Visitor(shared.App).RefreshAsync(),
        ];

        Assert.All(answers, answer => Assert.True(answer.Headers.CacheControl?.NoStore, answer.RequestMessage?.RequestUri?.ToString()));
    }
}

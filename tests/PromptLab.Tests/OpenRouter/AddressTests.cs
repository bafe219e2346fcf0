using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PromptLab.Platform.OpenRouter;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>Where OpenRouter is, and how PromptLab names itself there.</summary>
public class AddressTests
{
    [Theory]
    [InlineData(null, "http://localhost:7071/")]
    [InlineData("https://lab.example", "https://lab.example/")]
    [InlineData("https://lab.example/über uns", "https://lab.example/%C3%BCber%20uns")]
    [InlineData("https://bücher.example/a", "https://xn--bcher-kva.example/a")]
    [InlineData("not an address", null)]
    public async Task PromptLab_names_its_own_address_in_ASCII(string? appUrl, string? referer)
    {
        ScriptedOpenRouter upstream = new();
        await using var app = await App.StartAsync(new() { OpenRouter = upstream.AnswerAsync, Overrides = appUrl is null ? [] : new() { ["OpenRouter:AppUrl"] = appUrl } });
        upstream.Script(ScriptedAnswer.Json(200, """{"data":[]}"""));

        await app.Services.GetRequiredService<OpenRouterClient>().ListModelsAsync(Account.Token);

        var call = Assert.Single(upstream.Calls);
        Assert.Equal(referer, call.Header("HTTP-Referer"));
        Assert.Equal("PromptLab", call.Header("X-OpenRouter-Title"));
        Assert.Equal("programming-app", call.Header("X-OpenRouter-Categories"));
        Assert.Null(call.Header("X-OpenRouter-Cache"));
    }

    [Theory]
    [InlineData("https://openrouter.ai/api/v1", "", "https://openrouter.ai/auth")]
    [InlineData("http://127.0.0.1:4010/api/v1", "", "http://127.0.0.1:4010/auth")]
    [InlineData("https://openrouter.ai/api/v1", "https://elsewhere.example/connect", "https://elsewhere.example/connect")]
    public void A_browser_connects_beside_the_API_unless_another_place_is_named(string baseUrl, string authUrl, string expected)
    {
        Assert.Equal(expected, new OpenRouterOptions { BaseUrl = baseUrl, AuthUrl = authUrl }.AuthUrl);
    }

    [Fact]
    public async Task The_addresses_come_from_the_settings()
    {
        await using var app = await App.StartAsync(new() { Overrides = new() { ["OpenRouter:AuthUrl"] = "https://elsewhere.example/connect" } });

        Assert.Equal("https://elsewhere.example/connect", app.Services.GetRequiredService<IOptions<OpenRouterOptions>>().Value.AuthUrl);
    }
}

using System.Net;
using System.Net.Http.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Auth;

public class RegistrationTests(SharedApp shared)
{
    [Fact]
    public async Task Whoever_registers_is_signed_in()
    {
        var ada = await shared.App.RegisterAsync("Ada");

        var me = await ada.GetAsync("/api/auth/me/");

        Assert.Equal(ada.Email, me.Text("email"));
        Assert.Equal("Ada", me.Text("full_name"));
        Assert.EndsWith("Z", me.Text("created_at"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_registers_once_whatever_its_case()
    {
        var ada = await shared.App.RegisterAsync();

        var response = await shared.App.Client().PostAsJsonAsync(
            "/api/auth/register/", new { email = ada.Email.ToUpperInvariant(), password = Account.Password, full_name = "Eve" }, Account.Token);

        await Problem.AssertAsync(response, HttpStatusCode.Conflict, "email-taken");
        Assert.Equal("Ada", (await ada.GetAsync("/api/auth/me/")).Text("full_name"));
    }

    [Fact]
    public async Task Ten_people_who_want_one_address_at_once_get_one_account()
    {
        var email = $"race-{Guid.NewGuid():N}@promptlab.example";

        var responses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => shared.App.Client().PostAsJsonAsync(
            "/api/auth/register/", new { email, password = Account.Password, full_name = "Racer" }, Account.Token)));

        Assert.Single(responses, response => response.StatusCode is HttpStatusCode.Created);
        Assert.Equal(9, responses.Count(response => response.StatusCode is HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("no-address", Account.Password, "Ada", "email")]
    [InlineData("ada@promptlab.example", "too short", "Ada", "password")]
    [InlineData("ada@promptlab.example", Account.Password, "", "full_name")]
    [InlineData(null, Account.Password, "Ada", "email")]
    public async Task A_wrong_field_is_named(string? email, string password, string name, string field)
    {
        var response = await shared.App.Client().PostAsJsonAsync("/api/auth/register/", new { email, password, full_name = name }, Account.Token);

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid");
        Assert.Equal([field], problem.Fields());
    }
}

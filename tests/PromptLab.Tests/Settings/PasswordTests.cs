using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.Auth;
using PromptLab.Tests.Auth;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Settings;

public class PasswordTests(SharedApp shared)
{
    private const string Path = "/api/settings/password/";
    private const string NewPassword = "a lighthouse in the fog";

    [Fact]
    public async Task After_a_change_only_the_new_password_signs_in()
    {
        var ada = await Visitor.RegisterAsync(shared.App);

        var change = await ChangeAsync(ada);

        Assert.Equal(HttpStatusCode.NoContent, change.StatusCode);
        await Problem.AssertAsync(await new Visitor(shared.App, ada.Email).LoginAsync(), HttpStatusCode.Unauthorized, "invalid-credentials");
        Assert.Equal(HttpStatusCode.OK, (await new Visitor(shared.App, ada.Email).LoginAsync(NewPassword)).StatusCode);
    }

    [Fact]
    public async Task A_change_ends_every_other_session_and_keeps_the_one_it_came_from()
    {
        var here = await Visitor.RegisterAsync(shared.App);
        var there = await here.OnAnotherDeviceAsync();
        var bob = await Visitor.RegisterAsync(shared.App);

        await ChangeAsync(here);

        Assert.True(await here.IsSignedInAsync());
        Assert.False(await there.IsSignedInAsync());
        Assert.True(await bob.IsSignedInAsync());
    }

    [Theory]
    [InlineData("none")]
    [InlineData("somebody else's")]
    [InlineData("one with a made-up secret")]
    public async Task Without_a_cookie_of_ones_own_a_change_ends_all_sessions(string cookie)
    {
        var ada = await Visitor.RegisterAsync(shared.App);
        var bob = await Visitor.RegisterAsync(shared.App);
        var own = ada.Cookie;
        ada.Cookie = cookie switch { "none" => null, "somebody else's" => bob.Cookie, _ => own![..^43] + new string('A', 43) };

        Assert.Equal(HttpStatusCode.NoContent, (await ChangeAsync(ada)).StatusCode);

        ada.Cookie = own;
        Assert.False(await ada.IsSignedInAsync());
        Assert.True(await bob.IsSignedInAsync());
    }

    [Fact]
    public async Task A_wrong_present_password_changes_nothing_and_is_named()
    {
        var ada = await Visitor.RegisterAsync(shared.App);
        var there = await ada.OnAnotherDeviceAsync();

        var response = await ChangeAsync(ada, "not the password");

        var problem = await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid");
        Assert.Equal(["current_password"], problem.Fields());
        Assert.True(await there.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.OK, (await ada.LoginAsync()).StatusCode);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("password12345")]
    [InlineData("qwertyuiop123")]
    [InlineData(Account.Password)]
    public async Task A_new_password_obeys_the_rules_of_registration_and_is_new(string password)
    {
        var ada = await Visitor.RegisterAsync(shared.App);

        var problem = await Problem.AssertAsync(await ChangeAsync(ada, changed: password), HttpStatusCode.BadRequest, "invalid");

        Assert.Equal(["new_password"], problem.Fields());
    }

    [Fact]
    public async Task Whoever_has_a_token_but_not_the_password_can_guess_no_more_often_than_at_sign_in()
    {
        await using var app = await App.StartAsync(new() { Overrides = { ["RateLimits:FailedSignInsPerAccount"] = "3" } });
        var ada = await Visitor.RegisterAsync(app);
        await ada.LoginAsync("not the password");
        await ChangeAsync(ada, "nor is this one");
        await ChangeAsync(ada, "nor is that one");

        await Problem.AssertAsync(await ChangeAsync(ada), HttpStatusCode.TooManyRequests, "rate-limited");
    }

    [Fact]
    public async Task A_name_that_is_saved_at_the_same_time_does_not_bring_the_old_password_back()
    {
        var ada = await Visitor.RegisterAsync(shared.App);
        var users = shared.App.Services.GetRequiredService<UserStore>();
        var readBefore = (await users.FindByEmailAsync(ada.Email, Account.Token))!;
        await ChangeAsync(ada);

        await users.ReplaceAsync(readBefore with { FullName = "Countess" }, Account.Token);

        Assert.Equal(HttpStatusCode.OK, (await ada.LoginAsync(NewPassword)).StatusCode);
    }

    [Fact]
    public async Task A_sign_in_whose_password_is_changed_while_it_goes_on_starts_no_session()
    {
        HookedTransport storage = new();
        await using var app = await App.StartAsync(new() { Transport = storage });
        var ada = await Visitor.RegisterAsync(app);
        Visitor thief = new(app, ada.Email);
        storage.BeforeOnce("POST", "Users", () => ChangeAsync(ada));

        var login = await thief.LoginAsync();

        await Problem.AssertAsync(login, HttpStatusCode.Unauthorized, "invalid-credentials");
        Assert.Null(thief.Cookie);
        Assert.True(await ada.IsSignedInAsync());
    }

    private static Task<HttpResponseMessage> ChangeAsync(Visitor visitor, string current = Account.Password, string changed = NewPassword) =>
        visitor.PostAsync(Path, new { current_password = current, new_password = changed });
}

using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Auth;

public class LoginTests(SharedApp shared)
{
    [Fact]
    public async Task The_right_password_signs_in_however_the_address_is_written()
    {
        var ada = await shared.App.RegisterAsync();

        var response = await LoginAsync($" {ada.Email.ToUpperInvariant()} ", Account.Password);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var session = await response.Content.ReadFromJsonAsync<JsonElement>(Account.Token);
        Assert.Equal(ada.Id, session.GetProperty("user").Id());
        Assert.NotEmpty(session.Text("access"));
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_told_the_same()
    {
        var ada = await shared.App.RegisterAsync();

        var wrong = await Problem.AssertAsync(await LoginAsync(ada.Email, "not the password"), HttpStatusCode.Unauthorized, "invalid-credentials");
        var unknown = await Problem.AssertAsync(await LoginAsync("nobody@promptlab.example", "not the password"), HttpStatusCode.Unauthorized, "invalid-credentials");

        Assert.Equal(wrong.Text("title"), unknown.Text("title"));
        Assert.Equal(wrong.EnumerateObject().Count(), unknown.EnumerateObject().Count());
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_cost_the_same_work()
    {
        await using var app = await App.StartAsync();
        var ada = await Visitor.RegisterAsync(app);
        var derivations = 0L;
        using var listener = ListenTo(app, count => derivations += count);

        await ada.LoginAsync("not the password");
        var known = derivations;
        await new Visitor(app).LoginAsync("not the password");

        Assert.Equal(1, known);
        Assert.Equal(2, derivations);
    }

    private static MeterListener ListenTo(App app, Action<long> counted)
    {
        // Each app has a meter factory of its own: what other tests derive at the same time is not counted here.
        var factory = app.Services.GetRequiredService<IMeterFactory>();
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name is "promptlab.auth.password_derivations" && ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => counted(count));
        listener.Start();
        return listener;
    }

    private Task<HttpResponseMessage> LoginAsync(string email, string password) =>
        shared.App.Client().PostAsJsonAsync("/api/auth/login/", new { email, password }, Account.Token);
}

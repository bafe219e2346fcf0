using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Auth;

/// <summary>Somebody with a browser of their own: it keeps the refresh cookie, and says that our own page is asking.</summary>
public sealed class Visitor(App app, string? email = null)
{
    public const string CookieName = "promptlab_refresh";

    public static readonly (string Name, string Value) OwnPage = ("Sec-Fetch-Site", "same-origin");

    public string Email { get; } = email ?? $"{Guid.NewGuid():N}@promptlab.example";

    /// <summary>The refresh token that the cookie holds.</summary>
    public string? Cookie { get; set; }

    public string? Access { get; private set; }

    /// <summary>Somebody who has an account and is signed in.</summary>
    public static async Task<Visitor> RegisterAsync(App app)
    {
        Visitor visitor = new(app);
        var response = await visitor.PostAsync("/api/auth/register/", new { email = visitor.Email, password = Account.Password, full_name = "Ada" });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return visitor;
    }

    /// <summary>The same person in another browser.</summary>
    public async Task<Visitor> OnAnotherDeviceAsync(string password = Account.Password)
    {
        Visitor other = new(app, Email);
        Assert.Equal(HttpStatusCode.OK, (await other.LoginAsync(password)).StatusCode);
        return other;
    }

    public Task<HttpResponseMessage> LoginAsync(string password = Account.Password) => PostAsync("/api/auth/login/", new { email = Email, password });

    public Task<HttpResponseMessage> RefreshAsync() => PostAsync("/api/auth/refresh/");

    public async Task<bool> IsSignedInAsync() => (await RefreshAsync()).StatusCode is HttpStatusCode.OK;

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null) => SendAsync("POST", path, body, OwnPage);

    public async Task<HttpResponseMessage> SendAsync(string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = new(HttpMethod.Parse(method), path) { Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body)) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (Access is not null)
        {
            request.Headers.Authorization = new("Bearer", Access);
        }

        if (Cookie is not null)
        {
            // Both names: which one is read depends on whether the app is reached over https.
            request.Headers.Add("Cookie", $"{CookieName}={Cookie}; __Host-{CookieName}={Cookie}");
        }

        return await KeepAsync(await app.Client().SendAsync(request, Account.Token));
    }

    private async Task<HttpResponseMessage> KeepAsync(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            Cookie = cookies.Single().Split(';')[0].Split('=', 2)[1] is { Length: > 0 } value ? value : null;
        }

        if (response.IsSuccessStatusCode && response.StatusCode is not HttpStatusCode.NoContent)
        {
            var body = await response.Content.ReadFromJsonAsync<JsonElement>(Account.Token);
            Access = body.TryGetProperty("access", out var access) ? access.GetString() : Access;
        }

        return response;
    }
}

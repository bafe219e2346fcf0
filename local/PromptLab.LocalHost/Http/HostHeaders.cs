using PromptLab.LocalHost.Settings;

namespace PromptLab.LocalHost.Http;

/// <summary>The headers that host.json puts on every answer, found or not; one that a function has set itself is left alone.</summary>
public static class HostHeaders
{
    public static void UseHostHeaders(this WebApplication app, HostJson host)
    {
        var headers = host.CustomHeaders;
        var hsts = host.Hsts is { } settings ? ValueOf(settings) : null;

        app.Use((http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                foreach (var (name, value) in headers)
                {
                    http.Response.Headers.TryAdd(name, value);
                }

                if (hsts is not null && http.Request.IsHttps)
                {
                    http.Response.Headers.StrictTransportSecurity = hsts;
                }

                return Task.CompletedTask;
            });

            return next(http);
        });
    }

    private static string ValueOf(HstsSettings hsts) =>
        $"max-age={(long)hsts.MaxAge.TotalSeconds}{(hsts.IncludeSubDomains ? "; includeSubDomains" : "")}{(hsts.Preload ? "; preload" : "")}";
}

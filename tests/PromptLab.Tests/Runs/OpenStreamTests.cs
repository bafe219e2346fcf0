using System.Net;
using PromptLab.Platform.Http;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Runs;

/// <summary>Streams that stay open are bounded for each person, and a place is free again when one of them ends.</summary>
public class OpenStreamTests(SharedApp shared)
{
    [Fact]
    public async Task One_person_has_a_hundred_streams_and_no_more_and_nobody_else_notices()
    {
        var (ada, bob) = (await shared.App.RegisterAsync("Ada"), await shared.App.RegisterAsync("Bob"));
        var (path, theirs) = (await EventsAsync(ada), await EventsAsync(bob));
        List<HttpResponseMessage> open = [];
        for (var number = 0; number < OpenStreams.MostPerUser; number++)
        {
            open.Add(await ada.SendAsync("GET", path));
        }

        using var oneMore = await ada.SendAsync("GET", path);
        using var head = await bob.SendAsync("HEAD", theirs);
        using var others = await bob.SendAsync("GET", theirs);

        Assert.All(open, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        await Problem.AssertAsync(oneMore, HttpStatusCode.TooManyRequests, "rate-limited");
        Assert.NotNull(oneMore.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, others.StatusCode);

        open.ForEach(response => response.Dispose());
        await ada.CallAsync(HttpStatusCode.OK, "POST", path.Replace("events", "cancel", StringComparison.Ordinal));
        await bob.CallAsync(HttpStatusCode.OK, "POST", theirs.Replace("events", "cancel", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, await EventuallyOpenAsync(ada, path));
    }

    private static async Task<string> EventsAsync(Account account)
    {
        var prompt = await account.CreatePromptAsync();
        return $"/api/runs/{(await account.RunAsync(prompt, A.Run("simulator/keeps-alive"))).Id()}/events/";
    }

    /// <summary>An answer that is let go of is noticed a little later.</summary>
    private static async Task<HttpStatusCode> EventuallyOpenAsync(Account account, string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var response = await account.SendAsync("GET", path);
            if (response.StatusCode is HttpStatusCode.OK || attempt == 200)
            {
                return response.StatusCode;
            }

            await Task.Delay(50, Account.Token);
        }
    }
}

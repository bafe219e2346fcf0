using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace PromptLab.Tests.Support;

/// <summary>Lets a test do something just before a request to storage, or have storage fail for a while.</summary>
public sealed class HookedTransport : HttpPipelineTransport
{
    private readonly HttpPipelineTransport inner = new HttpClientTransport();
    private Func<HttpMessage, Task> before = _ => Task.CompletedTask;
    private string? losing;

    /// <summary>No request gets through, as when nothing listens at storage's address.</summary>
    public bool IsDown { get; set; }

    /// <summary>The next request with this verb, to the table, container or queue of this name, waits for the action.</summary>
    public void BeforeOnce(string verb, string name, Func<Task> action)
    {
        var armed = 1;
        before = message => message.Request.Method.Method == verb
            && NameIn(message) == name
            && Interlocked.Exchange(ref armed, 0) == 1
                ? action()
                : Task.CompletedTask;
    }

    /// <summary>The next such request goes through, and the one after it waits for the action.</summary>
    public void BeforeSecond(string verb, string name, Func<Task> action) => BeforeOnce(verb, name, () =>
    {
        BeforeOnce(verb, name, action);
        return Task.CompletedTask;
    });

    /// <summary>The next request to the table, container or queue of this name is done, but its answer never arrives.</summary>
    public void LoseAnswerOnce(string name) => losing = name;

    public override Request CreateRequest() => inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("The app speaks to storage asynchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        if (IsDown)
        {
            throw new RequestFailedException("Connection refused.");
        }

        await before(message);
        await inner.ProcessAsync(message);
        if (losing is { } name && NameIn(message) == name && Interlocked.CompareExchange(ref losing, null, name) == name)
        {
            throw new RequestFailedException("Connection reset.");
        }
    }

    private static string NameIn(HttpMessage message) => message.Request.Uri.ToUri().AbsolutePath.Split('/')[^1];
}

using System.Text;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.LocalHost;
using PromptLab.LocalHost.Settings;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.LocalHost;

/// <summary>A queue that no other test has, and a host that listens to it.</summary>
internal sealed class SampleQueue(Azurite azurite)
{
    private readonly string name = $"sample-{Guid.NewGuid():N}";

    public static readonly QueueSettings Quick = new()
    {
        BatchSize = 4,
        NewBatchThreshold = 2,
        MaxDequeueCount = 3,
        MaxPollingInterval = TimeSpan.FromMilliseconds(200),
    };

    private QueueClient Client => new(azurite.ConnectionString, name);

    private QueueClient Poison => new(azurite.ConnectionString, $"{name}-poison");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public WebApplicationBuilder CreateHost(SampleWork work, QueueSettings? settings = null, params Type[] more)
    {
        var builder = SampleHost.CreateBuilder([typeof(SampleQueueFunctions), .. more], listen: true);
        builder.Configuration["AzureWebJobsStorage"] = azurite.ConnectionString;
        builder.Configuration["Sample:Queue"] = name;
        builder.Services.AddSingleton(work);
        builder.Services.Configure<FunctionsHostOptions>(options => options.HostJson = new HostJson { Queues = settings ?? Quick });

        return builder;
    }

    public Task SendAsync(int number) => SendRawAsync(Base64($$"""{"number":{{number}}}"""));

    public async Task SendRawAsync(string body)
    {
        await Client.CreateIfNotExistsAsync(cancellationToken: Token);
        await Client.SendMessageAsync(body, Token);
    }

    /// <summary>As if a process had died over the message, again and again.</summary>
    public async Task TakeAndLeaveAsync(int times)
    {
        for (var time = 0; time < times; time++)
        {
            var message = (await Client.ReceiveMessageAsync(cancellationToken: Token)).Value;
            await Client.UpdateMessageAsync(message.MessageId, message.PopReceipt, (BinaryData?)null, TimeSpan.Zero, Token);
        }
    }

    public Task EmptyAsync() => Eventually.TrueAsync(async () =>
        (await Client.GetPropertiesAsync(Token)).Value.ApproximateMessagesCount == 0);

    public async Task<string> PoisonedAsync()
    {
        await Eventually.TrueAsync(async () =>
            await Poison.ExistsAsync(Token) && (await Poison.PeekMessagesAsync(cancellationToken: Token)).Value.Length > 0);

        return (await Poison.PeekMessageAsync(Token)).Value.Body.ToString();
    }

    public async Task<bool> HasPoisonQueueAsync() => await Poison.ExistsAsync(Token);

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

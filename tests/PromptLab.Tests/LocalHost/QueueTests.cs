using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.LocalHost;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.LocalHost;

public sealed class QueueTests(Azurite azurite)
{
    private readonly SampleQueue queue = new(azurite);

    [Fact]
    public async Task A_message_that_succeeds_is_handed_over_once_and_deleted()
    {
        var calls = Channel.CreateUnbounded<int>();
        await queue.SendAsync(7);

        await using var app = await queue.CreateHost((message, cancellationToken) => calls.Writer.WriteAsync(message.Number, cancellationToken).AsTask()).StartAsync();
        await queue.EmptyAsync();

        Assert.Equal(7, await calls.Reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, calls.Reader.Count);
        Assert.False(await queue.HasPoisonQueueAsync());
    }

    [Fact]
    public async Task A_queue_that_does_not_exist_yet_is_waited_for()
    {
        TaskCompletionSource called = new();
        await using var app = await queue.CreateHost((_, _) => Task.FromResult(called.TrySetResult())).StartAsync();

        await Task.Delay(300, TestContext.Current.CancellationToken);
        await queue.SendAsync(1);

        await called.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_message_that_fails_comes_again()
    {
        var calls = 0;
        await queue.SendAsync(1);

        await using var app = await queue.CreateHost((_, _) =>
            Interlocked.Increment(ref calls) < 3 ? throw new InvalidOperationException("not yet") : Task.CompletedTask).StartAsync();
        await queue.EmptyAsync();

        Assert.Equal(3, calls);
        Assert.False(await queue.HasPoisonQueueAsync());
    }

    [Fact]
    public async Task A_message_that_always_fails_is_poisoned_after_the_last_attempt()
    {
        var calls = 0;
        await queue.SendAsync(5);

        await using var app = await queue.CreateHost((_, _) =>
        {
            Interlocked.Increment(ref calls);
            throw new InvalidOperationException("never");
        }).StartAsync();

        Assert.Equal(SampleQueue.Base64("""{"number":5}"""), await queue.PoisonedAsync());
        await queue.EmptyAsync();
        Assert.Equal(SampleQueue.Quick.MaxDequeueCount, calls);
    }

    [Theory]
    [InlineData("not base64 at all!")]
    [InlineData("bm90IGpzb24=")]
    [InlineData("bnVsbA==")]
    public async Task A_body_that_cannot_be_bound_is_poisoned_and_never_reaches_the_function(string body)
    {
        var calls = 0;
        await queue.SendRawAsync(body);

        await using var app = await queue.CreateHost((_, _) => Task.FromResult(Interlocked.Increment(ref calls))).StartAsync();

        Assert.Equal(body, await queue.PoisonedAsync());
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task A_message_that_was_taken_too_often_before_is_poisoned_without_another_attempt()
    {
        var calls = 0;
        await queue.SendAsync(5);
        await queue.TakeAndLeaveAsync(times: SampleQueue.Quick.MaxDequeueCount);

        await using var app = await queue.CreateHost((_, _) => Task.FromResult(Interlocked.Increment(ref calls))).StartAsync();

        Assert.Equal(SampleQueue.Base64("""{"number":5}"""), await queue.PoisonedAsync());
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task A_poisoned_message_reaches_the_function_that_listens_for_it()
    {
        var buried = Channel.CreateUnbounded<string>();
        var builder = queue.CreateHost((_, _) => throw new InvalidOperationException("never"), more: typeof(SamplePoisonFunctions));
        builder.Services.AddSingleton(buried);
        await queue.SendAsync(9);

        await using var app = await builder.StartAsync();

        Assert.Equal("""{"number":9}""", await buried.Reader.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task No_more_run_at_a_time_than_a_batch_and_the_threshold()
    {
        var (started, running, most, done) = (0, 0, 0, 0);
        TaskCompletionSource full = new();

        foreach (var number in Enumerable.Range(1, 20))
        {
            await queue.SendAsync(number);
        }

        await using var app = await queue.CreateHost(WorkAsync, SampleQueue.Quick with { BatchSize = 2, NewBatchThreshold = 1 }).StartAsync();
        await Eventually.TrueAsync(() => Volatile.Read(ref done) == 20);

        Assert.Equal(3, most);

        async Task WorkAsync(SampleMessage message, CancellationToken cancellationToken)
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);

            if (now == 3)
            {
                full.TrySetResult();
            }

            // The first leaves at once and makes room for a batch; the others stay until the house has been full.
            if (Interlocked.Increment(ref started) > 1)
            {
                await full.Task.WaitAsync(cancellationToken);
            }

            await Task.Delay(20, cancellationToken);
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref done);
        }
    }

    [Fact]
    public async Task A_lease_is_renewed_for_as_long_as_the_function_runs()
    {
        var calls = 0;
        var builder = queue.CreateHost(async (_, cancellationToken) =>
        {
            Interlocked.Increment(ref calls);
            await Task.Delay(TimeSpan.FromSeconds(12), cancellationToken);
        });
        builder.Services.Configure<FunctionsHostOptions>(options => options.MessageLease = TimeSpan.FromSeconds(8));
        await queue.SendAsync(1);

        await using var app = await builder.StartAsync();
        await queue.EmptyAsync();

        Assert.Equal(1, calls);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;

        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}

using System.Text;
using Microsoft.Extensions.Configuration;
using PromptLab.LocalHost;
using PromptLab.LocalHost.Settings;

namespace PromptLab.Tests.LocalHost;

public sealed class HostJsonTests
{
    [Fact]
    public void The_repositorys_own_file_lies_beside_the_assembly()
    {
        var host = HostJson.Read();

        Assert.Equal("", host.RoutePrefix);
        Assert.Equal("nosniff", host.CustomHeaders["X-Content-Type-Options"]);
        Assert.InRange(host.Queues.BatchSize, 1, 32);
    }

    [Fact]
    public void Queues_are_read_as_written()
    {
        var queues = Queues("""
            "batchSize": 3, "newBatchThreshold": 0, "maxPollingInterval": "00:00:05", "visibilityTimeout": "00:00:30",
            "maxDequeueCount": 7, "messageEncoding": "none"
            """);

        Assert.Equal(
            new QueueSettings
            {
                BatchSize = 3,
                NewBatchThreshold = 0,
                MaxPollingInterval = TimeSpan.FromSeconds(5),
                VisibilityTimeout = TimeSpan.FromSeconds(30),
                MaxDequeueCount = 7,
                Base64 = false,
            },
            queues);
    }

    [Fact]
    public void What_is_not_written_is_as_the_real_host_has_it()
    {
        var queues = Queues("");

        Assert.Equal(16, queues.BatchSize);
        Assert.Equal(8 * Environment.ProcessorCount, queues.NewBatchThreshold);
        Assert.Equal(TimeSpan.Zero, queues.VisibilityTimeout);
        Assert.Equal(5, queues.MaxDequeueCount);
        Assert.True(queues.Base64);
    }

    [Theory]
    [InlineData("batchSize", "\"batchSize\": 33")]
    [InlineData("batchSize", "\"batchSize\": 0")]
    [InlineData("newBatchThreshold", "\"newBatchThreshold\": -1")]
    [InlineData("maxPollingInterval", "\"maxPollingInterval\": \"00:00:00.05\"")]
    [InlineData("visibilityTimeout", "\"visibilityTimeout\": \"soon\"")]
    [InlineData("maxDequeueCount", "\"maxDequeueCount\": 0")]
    [InlineData("messageEncoding", "\"messageEncoding\": \"base32\"")]
    [InlineData("batchsise", "\"batchsise\": 8")]
    public void What_the_real_host_would_refuse_is_refused_by_name(string name, string setting)
    {
        var exception = Assert.Throws<StartupException>(() => Queues(setting));

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    private static QueueSettings Queues(string settings)
    {
        using MemoryStream json = new(Encoding.UTF8.GetBytes($$"""{ "extensions": { "queues": { {{settings}} } } }"""));

        return HostJson.From(new ConfigurationBuilder().AddJsonStream(json).Build()).Queues;
    }
}

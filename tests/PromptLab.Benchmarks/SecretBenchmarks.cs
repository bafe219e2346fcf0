using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PromptLab.Platform.Http;
using PromptLab.Platform.Secrets;

namespace PromptLab.Benchmarks;

/// <summary>What every request pays for its access token, and every run for its API key.</summary>
public class SecretBenchmarks
{
    private const string Owner = "019aa8d3-0a10-7d6e-8a52-1f2e3d4c5b6a";

    private readonly AccessTokens tokens = new(Options.Create(new AccessTokenOptions { SigningKey = NewKey() }), TimeProvider.System);
    private readonly Envelope envelopes = NewEnvelopes();
    private string authorization = "";
    private string envelope = "";

    [GlobalSetup]
    public async Task PrepareAsync()
    {
        authorization = "Bearer " + tokens.IssueFor(Owner);
        envelope = await SealAsync();
    }

    [Benchmark(Description = "check an access token")]
    public string? Check() => tokens.FindUserId(authorization);

    [Benchmark(Description = "issue an access token")]
    public string Issue() => tokens.IssueFor(Owner);

    [Benchmark(Description = "seal an API key")]
    public Task<string> SealAsync() => envelopes.SealAsync(Owner, "sk-or-v1-" + Owner, CancellationToken.None);

    [Benchmark(Description = "open an API key")]
    public Task<string> OpenAsync() => envelopes.OpenAsync(Owner, envelope, CancellationToken.None);

    private static Envelope NewEnvelopes()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Encryption:WrappingKeys:1", NewKey())]).Build();
        var services = new ServiceCollection().Configure<EncryptionOptions>(settings.GetSection(EncryptionOptions.Section)).BuildServiceProvider();
        return new(new SettingsKeys(services.GetRequiredService<IOptionsMonitor<EncryptionOptions>>()));
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}

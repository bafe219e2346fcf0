using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PromptLab.Platform.Secrets;

/// <summary>A key that wraps data keys, and the version that envelopes name it by.</summary>
public sealed class WrappingKey
{
    public const int Size = 32;

    private readonly byte[] bytes;

    private WrappingKey(string version, byte[] bytes) => (Version, this.bytes) = (version, bytes);

    public string Version { get; }

    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>The key, or null when the text is not 32 bytes in base64.</summary>
    public static WrappingKey? TryParse(string version, string base64)
    {
        var bytes = new byte[Size + 1];
        return Convert.TryFromBase64String(base64.Trim(), bytes, out var size) && size == Size ? new(version, bytes[..Size]) : null;
    }
}

/// <summary>
/// All versions of the wrapping key. A version that does not exist, or cannot be had just now, is an
/// <see cref="EnvelopeException"/> that says so.
/// </summary>
public abstract class WrappingKeys
{
    /// <summary>The source that the settings name.</summary>
    public static WrappingKeys FromSettings(IServiceProvider services) =>
        services.GetRequiredService<IOptions<EncryptionOptions>>().Value.UsesKeyVault
            ? ActivatorUtilities.CreateInstance<VaultKeys>(services)
            : ActivatorUtilities.CreateInstance<SettingsKeys>(services);

    /// <summary>The key that wraps what is new.</summary>
    public abstract ValueTask<WrappingKey> GetCurrentAsync(CancellationToken cancellationToken);

    public abstract ValueTask<WrappingKey> GetAsync(string version, CancellationToken cancellationToken);

    /// <summary>Lets the next question for the current key go to where it is kept, however fresh the answer we have.</summary>
    public virtual void Refresh()
    {
    }
}

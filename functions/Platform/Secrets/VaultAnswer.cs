using System.Text.Json;
using Azure;
using Azure.Identity;

namespace PromptLab.Platform.Secrets;

/// <summary>Tells apart what a refusal of Key Vault means for the envelope that needs the key: gone for good, or not to be had just now.</summary>
internal static class VaultAnswer
{
    /// <param name="version">The version that an envelope names; null when the current one is asked for.</param>
    public static async Task<T> OfAsync<T>(Func<Task<T>> askAsync, string? version, CancellationToken cancellationToken)
    {
        try
        {
            return await askAsync();
        }
        catch (RequestFailedException error) when (version is not null && error.Status is 404)
        {
            throw EnvelopeException.UnknownKeyVersion(version, "Key Vault does not have it", error);
        }
        catch (RequestFailedException error) when (version is not null && error.Status is 403 && InnerCode(error) is "SecretDisabled")
        {
            throw EnvelopeException.UnknownKeyVersion(version, "it is disabled in Key Vault", error);
        }
        catch (RequestFailedException error) when (error.Status is not 0)
        {
            throw EnvelopeException.KeyUnavailable($"Key Vault answered {error.Status} {InnerCode(error) ?? error.ErrorCode}".TrimEnd(), error);
        }
        catch (Exception error) when (error is RequestFailedException or AuthenticationFailedException or AggregateException)
        {
            // No answer at all is status 0; several tries without one end in an AggregateException.
            throw EnvelopeException.KeyUnavailable("Key Vault cannot be reached", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw EnvelopeException.KeyUnavailable("Key Vault did not answer in time", error);
        }
    }

    /// <summary>The code that says why: <c>{"error":{"code":"Forbidden","innererror":{"code":"SecretDisabled"}}}</c>.</summary>
    private static string? InnerCode(RequestFailedException error)
    {
        try
        {
            return JsonSerializer.Deserialize<Body>(error.GetRawResponse()?.Content.ToString() ?? "{}", JsonSerializerOptions.Web)?.Error?.InnerError?.Code;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Body(Reason? Error);

    private sealed record Reason(string? Code, Reason? InnerError);
}

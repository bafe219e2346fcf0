using Microsoft.Azure.Functions.Worker;

namespace PromptLab.Settings;

public sealed class ApiKeyRotationFunctions(ApiKeyRotation rotation)
{
    /// <summary>Each night at three, UTC: a new version in Key Vault is all that a person has to make.</summary>
    [Function("RotateApiKeys")]
    public Task Rotate([TimerTrigger("0 0 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) => rotation.RotateAsync(cancellationToken);
}

using System.Text.Encodings.Web;
using System.Text.Json;
using PromptLab.Auth;
using PromptLab.Platform.Accounts;
using PromptLab.Platform.Json;

namespace PromptLab.Settings;

/// <summary>Everything of an account as one JSON document, written while it is read. The API key is not in it.</summary>
public sealed class AccountDocument(SettingsStore settings, IEnumerable<IAccountData> parts, TimeProvider clock)
{
    public const string Format = "promptlab-account";
    public const int Version = 1;

    public async Task WriteAsync(User user, Stream stream, CancellationToken cancellationToken)
    {
        await using Utf8JsonWriter json = new(stream, new() { Indented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        json.WriteString("exported_at", clock.GetUtcNow().UtcDateTime);
        json.WritePropertyName("user");
        json.WriteRawValue(JsonSerializer.Serialize(UserResponse.From(user), ApiJson.Options));

        var kept = await settings.GetAsync(user.Id.ToString(), cancellationToken);
        json.WritePropertyName("settings");
        json.WriteRawValue(JsonSerializer.Serialize(new { kept.Limits }, ApiJson.Options));

        foreach (var part in parts)
        {
            json.WriteStartArray(part.Name);
            await foreach (var item in part.ExportAsync(user.Id.ToString(), cancellationToken))
            {
                json.WriteRawValue(item.Text, skipInputValidation: true);
                await json.FlushAsync(cancellationToken);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}

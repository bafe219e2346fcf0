using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenRouterSimulator;

/// <summary>JSON as a JavaScript server writes it: compact, non-ASCII as it is, small numbers with an exponent.</summary>
public static class WireJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ToWire(this JsonNode json) => json.ToJsonString(Options);

    public static async Task WriteWireAsync(this HttpResponse response, JsonNode json, CancellationToken cancellationToken)
    {
        response.ContentType = "application/json";
        response.AddCommonHeaders();
        await response.WriteAsync(json.ToWire(), cancellationToken);
    }

    public static void AddCommonHeaders(this HttpResponse response)
    {
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlExposeHeaders = "X-Generation-Id,X-Provider-Name,cf-ray";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer, strict-origin-when-cross-origin";
    }

    /// <summary>JSON.stringify writes 0.000001 in full and anything smaller as 1.4e-7; clients must read both.</summary>
    public static JsonNode Number(decimal value)
    {
        var plain = value.ToString("0.############################", CultureInfo.InvariantCulture);
        if (value is 0 or >= 0.000001m or <= -0.000001m)
        {
            return JsonNode.Parse(plain)!;
        }

        var digits = plain[(plain.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var significant = digits.TrimStart('0');
        var exponent = digits.Length - significant.Length + 1;
        var mantissa = significant.Length == 1 ? significant : $"{significant[0]}.{significant[1..]}";
        return JsonNode.Parse($"{(value < 0 ? "-" : "")}{mantissa}e-{exponent}")!;
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

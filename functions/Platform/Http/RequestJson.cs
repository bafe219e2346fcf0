using System.Buffers;
using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Json;

namespace PromptLab.Platform.Http;

public static partial class RequestJson
{
    /// <summary>Bytes of a request body that are accepted; a larger one is refused before it is read whole.</summary>
    public const int MaxBodyBytes = 2_000_000;

    /// <summary>A field that nobody knows is named in the answer, but not at any length.</summary>
    private const int LongestFieldName = 100;

    /// <summary>Of Azure Tables.</summary>
    public static readonly DateTimeOffset EarliestTime = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public const string NoTime = "Give a time, from the year 1601 on.";

    private const string NoItem = "An item cannot be null.";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The body as a <typeparamref name="T"/> that has passed its own validation.</summary>
    /// <remarks>Not [FromBody]: the worker binds that before our pipeline can answer with a problem, and does not validate.</remarks>
    public static async Task<T> ReadValidAsync<T>(this HttpRequest request, CancellationToken cancellationToken, int maxBytes = MaxBodyBytes)
        where T : class
    {
        using var document = Parse(await ReadBodyAsync(request, maxBytes, cancellationToken));
        return Read<T>(document.RootElement);
    }

    /// <summary>A part of a body in the same way: what is wrong is an invalid problem that names the field under this path.</summary>
    public static T Read<T>(JsonElement element, string path = "")
        where T : class
    {
        var body = Bind<T>(element, path);
        ThrowIfAny([.. NullItemsIn(body), .. UnkeepableTimesIn(body)], path);
        List<ValidationResult> results = [];
        Validator.TryValidateObject(body, new(body), results, validateAllProperties: true);
        ThrowIfAny(results, path);
        return body;
    }

    /// <summary>Tells what a validation has found as one problem that names each field.</summary>
    public static void ThrowIfAny(IEnumerable<ValidationResult> results, string path = "")
    {
        var errors = results
            .SelectMany(result => result.MemberNames, (result, member) => (Member: Under(path, FieldName(member)), Sentence: result.ErrorMessage ?? "Invalid."))
            .GroupBy(error => error.Member, error => error.Sentence)
            .ToDictionary(errors => errors.Key, errors => errors.ToArray());
        if (errors.Count > 0)
        {
            throw ProblemException.Invalid(errors);
        }
    }

    /// <summary>That a list's items are not nullable, the serializer does not see.</summary>
    private static IEnumerable<ValidationResult> NullItemsIn(object body) =>
        from property in body.GetType().GetProperties()
        where property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable))
        from item in (property.GetValue(body) as IEnumerable)?.Cast<object?>().Index() ?? []
        where item.Item is null
        select new ValidationResult(NoItem, [$"$.{JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)}[{item.Index}]"]);

    /// <summary>Times that are missing, though they must be there, or lie before what a table can hold.</summary>
    private static IEnumerable<ValidationResult> UnkeepableTimesIn(object body) =>
        from property in body.GetType().GetProperties()
        where property.PropertyType == typeof(DateTimeOffset) || property.PropertyType == typeof(DateTimeOffset?)
        where property.GetValue(body) is DateTimeOffset time && time < EarliestTime
        select new ValidationResult(NoTime, [property.Name]);

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (!IsPlainUtf8Json(request))
        {
            throw ProblemException.UnsupportedMediaType();
        }

        if (request.ContentLength > maxBytes)
        {
            throw ProblemException.PayloadTooLarge(maxBytes);
        }

        using MemoryStream body = new();
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (body.Length + read > maxBytes)
                {
                    throw ProblemException.PayloadTooLarge(maxBytes);
                }

                body.Write(buffer, 0, read);
            }
        }
        catch (IOException error)
        {
            // The web server's own bounds, and whoever hangs up (told before or after the token) or garbles the transfer: no failure of ours.
            throw error is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
                ? ProblemException.PayloadTooLarge(maxBytes)
                : ProblemException.MalformedJson("The body broke off, or came too slowly.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return body.ToArray();
    }

    private static bool IsPlainUtf8Json(HttpRequest request) =>
        request.HasJsonContentType()
        && request.GetTypedHeaders().ContentType is { Charset.HasValue: false } or { Encoding: UTF8Encoding }
        && request.Headers.ContentEncoding.Count == 0;

    private static JsonDocument Parse(byte[] body)
    {
        try
        {
            var text = Utf8.GetString(body);
            var document = JsonDocument.Parse(text, Strict);
            return text.Contains("\\ud", StringComparison.OrdinalIgnoreCase) && HalfSurrogates.Find(document.RootElement) is { } field
                ? throw ProblemException.Invalid(Shortened(field), "The text holds half a Unicode surrogate pair.")
                : document;
        }
        catch (DecoderFallbackException)
        {
            throw ProblemException.MalformedJson("The body is not valid UTF-8.");
        }
        catch (InvalidOperationException)
        {
            throw ProblemException.MalformedJson("The name of a field holds half a Unicode surrogate pair.");
        }
        catch (JsonException error) when (error.LineNumber is null)
        {
            throw ProblemException.MalformedJson(error.Message);
        }
        catch (JsonException error)
        {
            throw ProblemException.MalformedJson($"See line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}.");
        }
    }

    private static T Bind<T>(JsonElement element, string path)
        where T : class
    {
        try
        {
            return element.Deserialize<T>(ApiJson.Options)
                ?? throw (path.Length == 0 ? ProblemException.MalformedJson("The body is null; an object is expected.") : ProblemException.Invalid(path, NoItem));
        }
        catch (JsonException error)
        {
            throw ProblemException.Invalid(Under(path, FieldOf(error)), SentenceFor(error));
        }
    }

    /// <summary>"$.limits.daily_usd" is the field "limits.daily_usd", "$['a b']" is "a b"; the whole body is "body".</summary>
    private static string FieldOf(JsonException error) => Shortened(QuotedName().Replace(error.Path ?? "$", ".$1")[1..].TrimStart('.'));

    private static string Shortened(string field) => field.Length > LongestFieldName ? field[..LongestFieldName] + "…" : field;

    [GeneratedRegex(@"\['(.*?)'\](?=[.\[]|$)", RegexOptions.Singleline)]
    private static partial Regex QuotedName();

    private static string Under(string path, string field) => (path, field) switch
    {
        ("", "") => "body",
        ("", _) => field,
        (_, "") => path,
        _ => $"{path}.{field}",
    };

    private static string SentenceFor(JsonException error) =>
        error.Message.Contains("could not be mapped", StringComparison.Ordinal) ? "There is no such field." : "The value has the wrong type.";

    /// <summary>"Limits.DailyUsd" is the field "limits.daily_usd"; "$.model_config.stop[2]" is a field's path already.</summary>
    private static string FieldName(string member) => member.StartsWith("$.", StringComparison.Ordinal)
        ? member[2..]
        : string.Join('.', member.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
}

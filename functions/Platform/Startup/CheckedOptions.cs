using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PromptLab.Platform.Startup;

/// <summary>Settings that say themselves what is wrong with them: a sentence for each, with the setting's name and the way out.</summary>
public interface ICheckedOptions
{
    IEnumerable<string> Complaints();
}

public static partial class CheckedOptions
{
    /// <summary>Binds settings that the app does not start without, or with, unless they are right.</summary>
    public static OptionsBuilder<T> AddChecked<T>(this IServiceCollection services, IConfigurationSection section)
        where T : class, ICheckedOptions =>
        services.AddSingleton<IOptionsChangeTokenSource<T>>(new ConfigurationChangeTokenSource<T>(section))
            .AddSingleton<IValidateOptions<T>, Check<T>>()
            .AddOptions<T>().Configure(options => Bind(section, options)).ValidateOnStart();

    /// <summary>A figure or a time that is none is a complaint like any other.</summary>
    private static void Bind<T>(IConfigurationSection section, T options)
    {
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException error)
        {
            var name = Place().Match(error.Message) is { Success: true } match ? match.Groups[1].Value : section.Path;
            throw new OptionsValidationException(
                Options.DefaultName, typeof(T), [$"{name.Replace(":", "__", StringComparison.Ordinal)} cannot be read: write a number as 10, a time as 00:01:30."]);
        }
    }

    [GeneratedRegex("'([^']*:[^']*)' to type")]
    private static partial Regex Place();

    private sealed class Check<T> : IValidateOptions<T>
        where T : class, ICheckedOptions
    {
        public ValidateOptionsResult Validate(string? name, T options) =>
            options.Complaints().ToList() is { Count: > 0 } complaints ? ValidateOptionsResult.Fail(complaints) : ValidateOptionsResult.Success;
    }
}

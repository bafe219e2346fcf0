using PromptLab.LocalHost;

try
{
    var builder = LocalProcess.CreateBuilder(args);
    builder.AddFunctions();
    builder.Services.Configure<FunctionsHostOptions>(options => options.DrainTimeout = TimeSpan.FromSeconds(10));

    await using var app = builder.Build();
    app.MapFunctions();

    return await LocalProcess.RunAsync(app, Console.Error);
}
catch (StartupException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

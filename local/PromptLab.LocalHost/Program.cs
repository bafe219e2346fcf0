using PromptLab;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddPromptLab(builder.Configuration);
builder.Build().Run();

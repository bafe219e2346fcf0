using NCrontab;

namespace PromptLab.LocalHost.Timers;

/// <summary>When a timer fires: NCRONTAB with seconds (or without), or a fixed interval. In UTC, as in Azure.</summary>
public sealed class TimerSchedule
{
    private readonly Func<DateTimeOffset, DateTimeOffset> next;

    private TimerSchedule(Func<DateTimeOffset, DateTimeOffset> next) => this.next = next;

    public static TimerSchedule Parse(string text)
    {
        var withSeconds = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6;

        if (CrontabSchedule.TryParse(text, new() { IncludingSeconds = withSeconds }) is { } cron)
        {
            return new(after => new(cron.GetNextOccurrence(after.UtcDateTime), TimeSpan.Zero));
        }

        return TimeSpan.TryParse(text, out var interval) && interval > TimeSpan.Zero
            ? new(after => after + interval)
            : throw new StartupException($"The schedule '{text}' is neither NCRONTAB nor a time span.");
    }

    public DateTimeOffset NextAfter(DateTimeOffset time) => next(time);
}

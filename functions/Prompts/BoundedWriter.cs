using System.Globalization;

namespace PromptLab.Prompts;

/// <summary>Collects a text and refuses to let it grow beyond the bound.</summary>
internal sealed class BoundedWriter() : StringWriter(CultureInfo.InvariantCulture)
{
    public override void Write(char value)
    {
        Check(1);
        base.Write(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        Check(count);
        base.Write(buffer, index, count);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Check(buffer.Length);
        base.Write(buffer);
    }

    public override void Write(string? value)
    {
        Check(value?.Length ?? 0);
        base.Write(value);
    }

    private void Check(int count) => BoundedContext.RequireText(GetStringBuilder().Length + (long)count);
}

namespace PromptLab.Platform.Http;

/// <summary>Who listens on this instance: each stream asks storage all the while, so nobody may open them without end.</summary>
public sealed class OpenStreams
{
    public const int MostPerUser = 100;

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> counts = [];

    /// <summary>A place for one stream of this user's, to be given back by disposing of it.</summary>
    public IDisposable Open(string userId)
    {
        lock (gate)
        {
            var count = counts.GetValueOrDefault(userId);
            counts[userId] = count < MostPerUser
                ? count + 1
                : throw ProblemException.RateLimited($"You listen to {MostPerUser} event streams already. Close some of them.", TimeSpan.FromSeconds(15));
        }

        return new Place(this, userId);
    }

    private void Close(string userId)
    {
        lock (gate)
        {
            if (--counts[userId] == 0)
            {
                counts.Remove(userId);
            }
        }
    }

    private sealed class Place(OpenStreams streams, string userId) : IDisposable
    {
        private bool isClosed;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref isClosed, true))
            {
                streams.Close(userId);
            }
        }
    }
}

namespace OpenRouterSimulator.Answers;

/// <summary>
/// The stuff that answers are made of. <c>{t}</c> is what the request is about, <c>{u}</c> another of its words,
/// <c>{n}</c> a small number, <c>{a}</c> a quality and <c>{x}</c> a thing that matters in any subject. A topic may be
/// singular or plural, so no verb depends on it.
/// </summary>
internal static class Phrases
{
    public static readonly string[] Openings =
    [
        "The short answer is that {t} can reward a {a} start.",
        "With {t}, it helps to begin with the purpose.",
        "There are {n} sides to {t}, and they pull in different directions.",
        "Most of the difficulty with {t} lies in {x} rather than in the details.",
        "The subject of {t} looks simpler than it is, mainly because of {u}.",
        "Seen from a distance, it all comes down to {t} and {x}.",
        "A good way into {t} is to ask who depends on the outcome.",
        "Before deciding anything about {t}, it is worth looking at {x}.",
    ];

    public static readonly string[] Middles =
    [
        "In practice, {x} decides more than people expect of {u}.",
        "Wherever {t} and {u} meet, the {a} choice is usually the one that can be undone.",
        "It is easy to overrate {u} and to underrate {x}.",
        "About {n} in ten cases turn out to be {a}, and those set the pace for the rest.",
        "A {a} approach to {t} keeps {x} visible from the first day.",
        "This is the part that {u} must play: it makes {x} measurable.",
        "If {x} is missing, no amount of {u} will make up for it.",
        "Small steps work well here, because each of them shows whether the idea behind {t} still holds.",
        "The trade-off is familiar: more attention to {u} now means less room for {x} later.",
        "It is tempting to treat {t} as a question of {u}, but {x} matters just as much.",
        "Two or three {a} cases say more about {t} than a long definition.",
        "Compare this with {u}: {x} returns there, at a different scale.",
        "What changes over time is not so much {t} as {x}.",
        "A rule of thumb is to spend a third of the effort on {x} and the rest on {t}.",
        "Where there is doubt about {u}, a {a} estimate is better than a precise one.",
        "None of this needs special tools; it needs {x} and some patience.",
        "The first attempt at {t} will be wrong in {n} ways, and that is fine.",
        "Once {x} is settled, {u} should become almost routine.",
        "Those who work with {t} every day mention {x} first, and {u} second.",
        "Nobody has to choose between {t} and {u} for good.",
    ];

    public static readonly string[] Closings =
    [
        "If only one thing is kept, let it be {x}.",
        "From there, {t} can grow without surprises.",
        "That leaves {u} for a second pass, when there is something real to look at.",
        "In short: be {a} about {t}, and watch {x}.",
        "The rest follows after an honest attempt at {u}.",
        "Start there, and come back to {t} after a week.",
    ];

    public static readonly string[] Items =
    [
        "**{x}**: decide early what it means for {t}",
        "**A {a} first step**: small enough to finish today",
        "**{u}**: useful, as long as the rest stays in view",
        "**What to leave out**: anything about {t} that nobody asks for twice",
        "**{x}**: write it down where others will find it",
        "**A check**: compare the result with {u} before going on",
        "**The {a} alternative**: slower to set up, easier to live with",
        "**A limit**: stop after {n} attempts and look again",
        "**A second opinion**: ask somebody who knows {t} from every day",
        "**{u} and {x}**: treat them together, not one after the other",
    ];

    public static readonly string[] Headings =
    [
        "Where to start", "What matters most", "A closer look at {t}", "The role of {u}", "Common mistakes", "How it fits together",
        "Costs and limits", "What to do next", "A worked example", "Questions that remain", "{t} in practice", "Looking ahead",
    ];

    public static readonly string[] FirstThoughts = ["The user is asking about {t}, and mentions {u}.", "This is a question about {t}, with {u} in the background."];

    public static readonly string[] LastThoughts = ["So the answer should name {x} first and come back to {u} at the end.", "I will start from {x}, and keep {u} short."];

    public static readonly string[] Thoughts =
    [
        "First I should settle what is meant by {t}.",
        "There are at least {n} ways to read this.",
        "The {a} reading seems the most likely.",
        "I could go into {x}, but that may be more than what was asked.",
        "Let me check whether anything about {u} contradicts that. It does not seem so.",
        "An example would help, but it has to stay short.",
    ];

    public static readonly string[] Qualities =
    [
        "simple", "careful", "modest", "practical", "clear", "robust", "patient", "direct", "gradual", "plain", "sober", "flexible", "well-tested",
    ];

    public static readonly string[] Matters =
    [
        "timing", "context", "the order of steps", "clarity", "ownership", "the budget", "feedback", "good data", "maintenance",
        "the audience", "trust", "consistency", "the exception to the rule", "a shared vocabulary", "the cost of change",
    ];

    /// <summary>What to speak of beside the topic when a request has only one.</summary>
    public static readonly string[] Besides = ["habit", "scale", "experience", "the details", "common practice", "the wider picture"];

    public static readonly string[] Words = ["Yes", "No", "Perhaps", "Positive", "Neutral", "Negative", "Clarity", "Balance", "Patience"];
}

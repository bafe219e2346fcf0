/** What may go wrong, and for how long in milliseconds: the least and the most. */
const lasts = {
  'host killed': [0, 4_000],
  'both hosts killed': [500, 4_000],
  'storage killed': [0, 3_000],
  'storage restarted': [0, 3_000],
  'storage frozen': [500, 4_000],
  'storage slow': [8_000, 12_000],
  'storage failing': [8_000, 12_000],
  'OpenRouter slow': [6_000, 10_000],
  'OpenRouter failing': [6_000, 10_000],
}

/** How often each is in the deck that is shuffled: what kills comes most. */
const deck = Object.keys(lasts).flatMap((kind) => Array(kind === 'host killed' ? 4 : 1).fill(kind))

const everythingStops = { kind: 'everything stopped', ms: 60_000, host: 0, pauseMs: 1_000 }

/**
 * The outages of one seed, endlessly: decks in which each kind comes, and once, after the first deck, a minute in which
 * everything stands still.
 */
export function* scheduleFrom(random) {
  for (let isFirst = true; ; isFirst = false) {
    for (const kind of shuffled(deck, random)) {
      const [least, most] = lasts[kind]
      yield {
        kind,
        ms: Math.round(least + random() * (most - least)),
        host: Math.floor(random() * 2),
        pauseMs: Math.round(1_500 + random() * 4_000),
      }
    }
    if (isFirst) {
      yield everythingStops
    }
  }
}

function shuffled(values, random) {
  return values
    .map((value) => [random(), value])
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value)
}

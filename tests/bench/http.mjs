// How long do sign-in, lists and the creation of a run take over HTTP, and how many of them are answered in a second?
import { figure, median, percentile, short, table } from './figures.mjs'
import { load } from './load.mjs'
import { creation, reads } from './requests.mjs'

const rounds = 5
const usualSeconds = 0.5
const connections = 8
// How much longer a late page may take.
const bound = 1.3

export async function measureHttp(stage) {
  const [small, large] = [await stage.small(), await stage.large()]
  const measured = [...(await inTurns(await reads(small, large))), ...(await inTurns(await creation(small)))]
  const all = measured.map((each) => ({
    time: timeOf(each, measured),
    besides: besidesOf(each, measured),
    rate: figure(`${each.name}, ${connections} at a time`, 'a second', each.rates),
  }))
  return {
    lines: [
      `Requests, ${rounds} rounds of ${usualSeconds} s in turns: ms one at a time, and how many a second ${connections} at a time`,
      table(
        ['', 'p50', 'of each round', 'p99', 'ratio', 'a second'],
        all.map(({ time, rate }) => rowOf(time, rate)),
      ),
      '',
      ...all.flatMap(({ besides }) => besides).map(sentence),
    ],
    figures: all.flatMap(({ time, besides, rate }) => [time, ...besides, rate]),
  }
}

/** A round asks all in turns, so that a busy machine is busy for all. */
async function inTurns(wanted) {
  const measured = wanted.map((each) => ({ ...each, times: [], medians: [], rates: [] }))
  for (let round = -1; round < rounds; round++) {
    for (const { ask, calm, seconds = usualSeconds, times, medians, rates } of measured) {
      const request = await ask()
      const one = await load({ ...request, seconds })
      await calm?.()
      const many = await load({ ...request, seconds, connections })
      await calm?.()
      if (round >= 0) {
        times.push(...one.times)
        medians.push(median(one.times))
        rates.push(many.perSecond)
      }
    }
  }
  return measured
}

function timeOf({ name, over, times, medians }, measured) {
  const baseline = over && { name: over, value: medianOf(over, measured) }
  return {
    ...figure(name, 'ms', medians, { over: baseline }),
    p99: percentile(times, 0.99),
    requests: times.length,
  }
}

const besidesOf = ({ name, besides = [], medians }, measured) =>
  besides.map((other) =>
    figure(`${name}, beside ${other}`, 'ms', medians, {
      over: { name: other, value: medianOf(other, measured), atMost: bound },
    }),
  )

const medianOf = (name, measured) => median(measured.find((each) => each.name === name).medians)

const rowOf = ({ name, value, lowest, highest, p99, baseline, ratio }, rate) => [
  name,
  short(value),
  `${short(lowest)} – ${short(highest)}`,
  short(p99),
  baseline ? `${ratio.toFixed(2)} × ${baseline}` : '',
  short(rate.value),
]

const sentence = ({ name, ratio, ratio_at_most }) =>
  `- ${name}: ${ratio.toFixed(2)} times as long, at most ${ratio_at_most} is wanted`

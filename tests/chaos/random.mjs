/** The same numbers from 0 to below 1 for the same seed; each use of a seed has a stream of its own. */
export function randomFrom(seed, stream) {
  let state = Math.imul(seed + stream * 0x9e3779b9, 0x85ebca6b) >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** One of the values, each as likely as its weight says. */
export function weighted(random, weights) {
  let left = random() * Object.values(weights).reduce((sum, weight) => sum + weight)
  return Object.keys(weights).find((value) => (left -= weights[value]) < 0)
}

import autocannon from 'autocannon'

/**
 * Asks one thing over and over, as many at a time as there are connections, for so many seconds. Says how long each answer
 * took in ms, and how many there were in a second; anything but success is an error.
 */
export async function load({ url, method = 'GET', headers = {}, body, connections = 1, seconds = 1 }) {
  const times = []
  const result = await new Promise((resolve, reject) => {
    const running = autocannon(
      {
        url,
        method,
        headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
        body: body && JSON.stringify(body),
        connections,
        duration: seconds,
        // It looks this often whether time is up.
        sampleInt: 100,
        timeout: 60,
      },
      (error, done) => (error ? reject(error) : resolve(done)),
    )
    // Its own histogram knows whole milliseconds only.
    running.on('response', (_client, _status, _bytes, time) => times.push(time))
  })
  const { errors, timeouts, non2xx, duration } = result
  if (errors + timeouts + non2xx > 0) {
    throw new Error(`${method} ${url}: ${JSON.stringify({ errors, timeouts, non2xx })}`)
  }
  // On a busy machine a password takes its time.
  return times.length > 0
    ? { times, perSecond: times.length / duration }
    : load({ url, method, headers, body, connections, seconds: seconds * 4 })
}

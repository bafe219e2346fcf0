// Clients that take their time: how long are they put up with, and what do the others notice?
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Account, isOver } from '../e2e/account.mjs'
import { openApp } from '../e2e/app.mjs'
import { percentile, table } from '../bench/figures.mjs'

const idleConnections = 1_000

export async function meetClients() {
  const app = await openApp({ Simulator__TokenMs: '0', Simulator__FirstTokenMs: '0' })
  const faults = []
  const hold = (isSo, fault) => isSo || faults.push(fault)
  try {
    const account = await Account.register(app.url)
    const [headers, body] = await Promise.all([
      drip(app.url, 'GET /api/health/ HTTP/1.1\r\nHost: localhost\r\n', 'X-Drip: 1\r\n', 60),
      drip(app.url, `${post}Content-Length: 1000\r\n\r\n{`, ' ', 30),
    ])
    hold(headers.seconds <= 45, `headers that drip were put up with for ${headers.seconds} s`)
    hold(body.seconds <= 20, `a body that drips was put up with for ${body.seconds} s`)

    const reader = await neverRead(app.url, account)
    hold(reader.status === 'succeeded', `the run of a reader that never reads is ${reader.status}`)

    const silent = await Promise.all(Array.from({ length: idleConnections }, () => connect(app.url)))
    const answers = await ask(account, 100)
    silent.forEach((socket) => socket.destroy())
    hold(
      answers.failed === 0,
      `${answers.failed} of 100 requests failed beside ${idleConnections} silent connections`,
    )

    const rows = [
      [
        'headers, a line each second',
        `${headers.status || 'hung up'} after ${headers.seconds} s`,
        'the web server: 30 s for the headers',
      ],
      [
        'a body, a byte each second',
        `${body.status || 'hung up'} after ${body.seconds} s`,
        'the web server: 240 bytes a second, after 5 s of grace',
      ],
      ['a listener that never reads', `its run ${reader.status}`, 'PromptLab: a run waits for no listener'],
      [
        `${idleConnections} connections that say nothing`,
        `others are answered in ${Math.round(percentile(answers.times, 0.95))} ms (p95)`,
        'the web server: a connection is no thread',
      ],
    ]
    return { lines: ['Slow clients', table(['client', 'what became of it', 'whose bound'], rows)], faults }
  } finally {
    await app.stop()
  }
}

const post = 'POST /api/auth/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'

/** Sends a piece each second until the server has enough of it. */
async function drip(url, beginning, piece, most) {
  const started = Date.now()
  const socket = await connect(url)
  let answer = ''
  let isOpen = true
  socket.on('data', (data) => (answer += data))
  socket.on('close', () => (isOpen = false))
  socket.write(beginning)
  for (let second = 0; second < most && isOpen && !answer; second++) {
    await sleep(1_000)
    socket.write(piece)
  }
  socket.destroy()
  return { seconds: Math.round((Date.now() - started) / 1_000), status: answer.split(' ')[1] }
}

/** Asks for the events of a run and leaves every one of them lying. */
async function neverRead(url, account) {
  const { id } = await account.createPrompt()
  const text = 'word '.repeat(39_000)
  const run = await account.call('POST', `prompts/${id}/run/`, {
    model_id: 'simulator/echo',
    variables: { text },
  })
  const socket = await connect(url)
  socket.pause()
  socket.write(
    `GET /api/runs/${run.id}/events/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${account.access}\r\n\r\n`,
  )
  for (let second = 0; second < 120; second++) {
    const { status } = await account.get(`runs/${run.id}/`)
    if (isOver({ status })) {
      socket.destroy()
      return { status }
    }
    await sleep(1_000)
  }
  return { status: 'not over after two minutes' }
}

/** How long an ordinary request takes, one after the other. */
export async function ask(account, count) {
  const times = []
  let failed = 0
  for (let number = 0; number < count; number++) {
    const started = performance.now()
    await account.get('prompts/').catch(() => failed++)
    times.push(performance.now() - started)
  }
  return { times, failed }
}

function connect(url) {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: hostname, port: Number(port) }, () => resolve(socket))
    socket.once('error', reject)
    // Whoever is hung up on may find out by writing.
    socket.on('error', () => {})
  })
}

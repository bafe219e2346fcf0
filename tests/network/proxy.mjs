import { once } from 'node:events'
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { host } from '../../local/ports.mjs'

/**
 * Stands before a server of this machine and passes everything on, until it is told otherwise: it holds a request back,
 * loses an answer, is in trouble with every request, or is down.
 * @param onReply hears the request {method, path, body} and the answer.
 */
export async function openProxy(port, onReply = () => {}) {
  const agent = new http.Agent({ keepAlive: true })
  const rules = new Set()
  const connections = new Set()
  let isDown = false
  let troubleWith = () => ({})

  const server = http.createServer(async (incoming, outgoing) => {
    const bytes = await read(incoming).catch(() => undefined)
    if (!bytes) {
      return
    }
    const request = { method: incoming.method, path: incoming.url, body: bytes.toString() }
    const rule = [...rules].find((each) => each.matches(request))
    rules.delete(rule)
    await rule?.before?.()
    const trouble = troubleWith(request)
    await sleep(trouble.delayMs ?? 0)
    // Whoever sent what was held back may be dead by now: then it has never been sent.
    if (outgoing.destroyed) {
      return
    }
    if (trouble.refuses) {
      outgoing.writeHead(503).end()
      return
    }
    const onWhole = rule?.reply ?? (trouble.losesReply ? () => outgoing.destroy() : undefined)
    pass(request, bytes, incoming.headers, outgoing, { onWhole, cutAfterMs: trouble.cutAfterMs })
  })
  server.on('connection', (socket) => {
    if (isDown) {
      socket.destroy()
      return
    }
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
  })

  function pass(request, bytes, headers, outgoing, { onWhole, cutAfterMs }) {
    const { method, path } = request
    const passed = http.request({ host, port, agent, method, path, headers }, (reply) => {
      onReply(request, reply)
      if (onWhole) {
        reply.resume().on('end', () => onWhole(outgoing))
        return
      }
      if (outgoing.destroyed) {
        reply.destroy()
        return
      }
      outgoing.writeHead(reply.statusCode, reply.rawHeaders)
      outgoing.on('close', () => reply.destroy())
      reply.on('error', () => outgoing.destroy())
      reply.pipe(outgoing)
      outgoing.flushHeaders()
      if (cutAfterMs !== undefined) {
        setTimeout(() => breakOff(reply, outgoing), cutAfterMs)
      }
    })
    passed.on('error', () => outgoing.destroy())
    passed.end(bytes)
  }

  server.listen(0, host)
  await once(server, 'listening')
  return {
    port: server.address().port,

    /** Keeps the next request that matches from arriving. */
    hold(matches) {
      const [arrived, arrive] = promise()
      const [released, release] = promise()
      rules.add({ matches, before: () => (arrive(), released) })
      return { arrived, release }
    },

    /** Lets the next request that matches arrive, and cuts the connection instead of answering. */
    loseReply(matches) {
      const [lost, lose] = promise()
      rules.add({ matches, reply: (outgoing) => (outgoing.destroy(), lose()) })
      return { lost }
    },

    /**
     * Every request meets what this says of it, until nothing is given: it is passed on later (delayMs), refused with 503 and
     * not passed on (refuses), passed on and never answered (losesReply), or its answer breaks off (cutAfterMs).
     */
    disturb(trouble = () => ({})) {
      troubleWith = trouble
    },

    cut() {
      isDown = true
      connections.forEach((socket) => socket.destroy())
    },

    mend() {
      isDown = false
    },

    close() {
      agent.destroy()
      server.close()
      server.closeAllConnections()
    },
  }
}

/** What was passed on arrives, and nothing after it. */
function breakOff(reply, outgoing) {
  reply.unpipe(outgoing)
  reply.destroy()
  outgoing.socket?.destroySoon()
}

const services = ['blobs', 'queues', 'tables']

/**
 * The way of one host to storage.
 * @param onReply hears the service, the request and the answer.
 */
export async function openStorageProxy(ports, onReply = () => {}) {
  const [blobs, queues, tables] = await Promise.all(
    ports.map((port, index) => openProxy(port, (...exchange) => onReply(services[index], ...exchange))),
  )
  const all = [blobs, queues, tables]
  return {
    ports: all.map(({ port }) => port),
    queues,
    tables,
    disturb: (trouble) => all.forEach((each) => each.disturb(trouble)),
    cut: () => all.forEach((each) => each.cut()),
    mend: () => all.forEach((each) => each.mend()),
    close: () => all.forEach((each) => each.close()),
  }
}

async function read(stream) {
  const pieces = []
  for await (const piece of stream) {
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function promise() {
  let resolve
  return [new Promise((done) => (resolve = done)), resolve]
}

import { setTimeout as sleep } from 'node:timers/promises'

/** What went by since the last look: operations of storage, and what clients were answered. */
export class Meter {
  #operations = []
  #answers = []
  #settled = 0
  #sent = 0

  hearStorage(service, { method, path, body }, reply) {
    const [, , resource, messages] = path.split('?')[0].split('/')
    // The host itself takes messages and ends them; what the app does is to send them.
    if (service === 'queues' && method !== 'POST') {
      this.#settled += method === 'DELETE' ? 1 : 0
      return
    }
    this.#sent += messages === 'messages' ? 1 : 0
    const operation = { what: `${method} ${resource.split('(')[0]}`, bytes: Buffer.byteLength(body) }
    this.#operations.push(operation)
    reply.on('data', (piece) => (operation.bytes += piece.length))
  }

  hearAnswer(reply) {
    const answer = { bytes: 0 }
    this.#answers.push(answer)
    reply.on('data', (piece) => (answer.bytes += piece.length))
  }

  take() {
    const taken = { operations: this.#operations, answers: this.#answers }
    this.#operations = []
    this.#answers = []
    return taken
  }

  /** Until every message that was sent has been worked on. */
  async messagesAreOver() {
    while (this.#settled < this.#sent) {
      await sleep(20)
    }
  }
}

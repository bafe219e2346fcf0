import { spawn, spawnSync } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import path from 'node:path'
import readline from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from './failure.mjs'
import { root } from './root.mjs'

const windows = process.platform === 'win32'
const alive = new Set()

// Whatever way this process ends, it leaves none behind.
process.on('exit', () => alive.forEach((child) => child.signal('SIGKILL')))

/** A program that runs beside this one, in a process group of its own: Ctrl-C reaches it through stop() alone, in our order. */
export class Child {
  #process
  #tail = []

  constructor(name, command, args, { env = {}, cwd = root, log, onLine, inherit = false } = {}) {
    this.name = name
    this.log = log
    this.#process = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', inherit ? 'inherit' : 'pipe', inherit ? 'inherit' : 'pipe'],
      detached: !windows,
      // npm is a .cmd there.
      shell: windows && command === 'npm',
    })
    alive.add(this)
    this.exited = this.#untilExit(command)
    if (!inherit) {
      this.#read(log, onLine)
    }
  }

  get pid() {
    return this.#process.pid
  }

  get tail() {
    return this.#tail.join('\n')
  }

  signal(name) {
    try {
      if (windows) {
        spawnSync('taskkill', ['/pid', String(this.pid), '/T', '/F'])
      } else {
        process.kill(-this.pid, name)
      }
    } catch {
      // Already gone.
    }
  }

  /** Asks, waits, insists. Says whether asking was enough. */
  async stop(graceSeconds = 5) {
    this.signal('SIGTERM')
    const end = Date.now() + graceSeconds * 1000
    while (this.#groupLives() && Date.now() < end) {
      await sleep(20)
    }
    const obeyed = !this.#groupLives()
    this.signal('SIGKILL')
    await this.exited
    return obeyed
  }

  /** Also what the program itself started: it may need longer to leave than the program. */
  #groupLives() {
    try {
      process.kill(windows ? this.pid : -this.pid, 0)
      return true
    } catch {
      return false
    }
  }

  #untilExit(command) {
    return new Promise((resolve) => {
      const end = (how) => {
        alive.delete(this)
        resolve(how)
      }
      this.#process.once('error', (error) => {
        this.#keep(error.code === 'ENOENT' ? `"${command}" was not found on this machine.` : error.message)
        end({ code: 1, how: 'could not be started' })
      })
      this.#process.once('exit', async (code, signal) => {
        // Its last words may still be in the pipe.
        await Promise.race([new Promise((done) => this.#process.once('close', done)), sleep(300)])
        end({ code: code ?? 1, how: signal ? `was ended by ${signal}` : `ended with exit code ${code}` })
      })
    })
  }

  #read(log, onLine) {
    if (log) {
      mkdirSync(path.dirname(log), { recursive: true })
    }
    const file = log && createWriteStream(log)
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      readline.createInterface({ input: stream }).on('line', (line) => {
        file?.write(`${line}\n`)
        this.#keep(line)
        onLine?.(line)
      })
    }
    this.#process.once('close', () => file?.end())
  }

  #keep(line) {
    this.#tail.push(line)
    if (this.#tail.length > 20) {
      this.#tail.shift()
    }
  }
}

/** Runs a program to its end; when it fails, its last lines are the message. */
export async function run(name, command, args, options) {
  const child = new Child(name, command, args, options)
  const { code, how } = await child.exited
  if (code !== 0) {
    throw new Failure(`${name} ${how}.\n${child.tail}`)
  }
}

/** Ends everything that is still running, the youngest first. */
export async function stopAll() {
  for (const child of [...alive].reverse()) {
    if (!(await child.stop(child.graceSeconds))) {
      console.error(`${child.name} did not stop when asked and was ended.`)
    }
  }
}

/**
 * A Chromium of its own and its DevTools protocol, without a test tool between: such tools keep every tab visible and focused,
 * and this benchmark needs a tab that is hidden.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'

/** What an answer or an event of the protocol carries: its shape is up to the protocol. */
// biome-ignore lint/suspicious/noExplicitAny: the protocol has hundreds of shapes, of which this reads a handful
export type Carried = any

interface Message {
  id?: number
  method?: string
  params?: Carried
  result?: Carried
  error?: { message: string }
  sessionId?: string
}

const ARGUMENTS = [
  '--headless=new',
  '--no-sandbox',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-extensions',
  '--disable-component-update',
  '--disable-background-networking',
  '--disable-sync',
  '--mute-audio',
  '--disable-gpu',
  '--window-size=1280,800',
  '--remote-debugging-port=0',
]
const START_MS = 60_000
const CLOSE_MS = 10_000

/** Commands to the browser, or to one of its tabs. */
export interface Target {
  send(method: string, params?: Record<string, unknown>): Promise<Carried>
  on(method: string, listener: (params: Carried) => void): () => void
}

export class Chromium implements Target {
  readonly #process: ChildProcess
  readonly #folder: string
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, { resolve: (result: Carried) => void; reject: (error: Error) => void }>()
  readonly #listeners = new Set<(message: Message) => void>()
  #ids = 0

  private constructor(process: ChildProcess, folder: string, socket: WebSocket) {
    this.#process = process
    this.#folder = folder
    this.#socket = socket
    socket.on('message', (data) => this.#take(JSON.parse(String(data)) as Message))
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  static async launch(program: string): Promise<Chromium> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-bench-viewer-'))
    const child = spawn(program, [...ARGUMENTS, `--user-data-dir=${folder}`, 'about:blank'], { stdio: 'ignore' })
    const leave = () => void child.kill('SIGKILL')
    process.once('exit', leave)
    child.once('exit', () => process.off('exit', leave))
    const portFile = path.join(folder, 'DevToolsActivePort')
    for (const untilMs = performance.now() + START_MS; !isWritten(portFile); await sleep(50)) {
      if (child.exitCode !== null) throw new Error(`${program} left with ${child.exitCode}`)
      if (performance.now() > untilMs) throw new Error(`${program} did not start within ${START_MS / 1_000} s`)
    }
    const [port, address] = readFileSync(portFile, 'utf8').split('\n')
    const socket = new WebSocket(`ws://127.0.0.1:${port}${address}`, { maxPayload: 2 ** 30, perMessageDeflate: false })
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return new Chromium(child, folder, socket)
  }

  send(method: string, params: Record<string, unknown> = {}, sessionId?: string): Promise<Carried> {
    const id = ++this.#ids
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject: (error) => reject(new Error(`${method}: ${error.message}`)) })
      this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }))
    })
  }

  on(method: string, listener: (params: Carried) => void, sessionId?: string): () => void {
    const take = (message: Message) => {
      if (message.method === method && message.sessionId === sessionId) listener(message.params)
    }
    this.#listeners.add(take)
    return () => this.#listeners.delete(take)
  }

  /** A new tab, in front of the others. */
  async openTab(url = 'about:blank'): Promise<Tab> {
    const { targetId } = await this.send('Target.createTarget', { url })
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true })
    const tab = new Tab(this, targetId, sessionId)
    await Promise.all(
      ['Page.enable', 'Runtime.enable', 'Network.enable', 'Performance.enable'].map((name) => tab.send(name)),
    )
    return tab
  }

  async close(): Promise<void> {
    const left = new Promise((resolve) => this.#process.once('exit', resolve))
    this.send('Browser.close').catch(() => {}) // it may leave before it answers
    await Promise.race([left, sleep(CLOSE_MS)])
    if (this.#process.exitCode === null) {
      this.#process.kill('SIGKILL')
      await left
    }
    this.#socket.close()
    removeFolder(this.#folder)
  }

  #take(message: Message): void {
    const waiting = message.id === undefined ? undefined : this.#waiting.get(message.id)
    if (waiting && message.id !== undefined) {
      this.#waiting.delete(message.id)
      if (message.error) waiting.reject(new Error(message.error.message))
      else waiting.resolve(message.result)
    } else for (const listener of this.#listeners) listener(message)
  }
}

export class Tab implements Target {
  readonly id: string
  readonly #browser: Chromium
  readonly #session: string

  constructor(browser: Chromium, id: string, session: string) {
    this.#browser = browser
    this.id = id
    this.#session = session
  }

  send(method: string, params: Record<string, unknown> = {}): Promise<Carried> {
    return this.#browser.send(method, params, this.#session)
  }

  on(method: string, listener: (params: Carried) => void): () => void {
    return this.#browser.on(method, listener, this.#session)
  }

  /** The workers of the page, until {@link leaveWorkers}. Being watched costs them a little. */
  async workers(): Promise<Target[]> {
    const found: Tab[] = []
    const end = this.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') found.push(new Tab(this.#browser, targetInfo.targetId, sessionId))
    })
    await this.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true })
    end()
    return found
  }

  async leaveWorkers(): Promise<void> {
    await this.send('Target.setAutoAttach', { autoAttach: false, waitForDebuggerOnStart: false, flatten: true })
  }

  /** The value of an expression in the page, once its promise is fulfilled. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value as T
  }

  async goto(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => {
      const end = this.on('Page.loadEventFired', () => {
        end()
        resolve()
      })
    })
    const { errorText } = await this.send('Page.navigate', { url })
    if (errorText) throw new Error(`${url}: ${errorText}`)
    await loaded
  }

  /** Waits until an expression is true in the page. Asks seldom enough not to be what is measured. */
  async until(expression: string, timeoutMs: number): Promise<boolean> {
    for (const untilMs = performance.now() + timeoutMs; ; await sleep(100)) {
      if (await this.evaluate<boolean>(`Boolean(${expression})`)) return true
      if (performance.now() > untilMs) return false
    }
  }

  async toFront(): Promise<void> {
    await this.send('Page.bringToFront')
  }

  async click(x: number, y: number): Promise<void> {
    const at = { x, y, button: 'left', clickCount: 1 }
    await this.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at })
    await this.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at })
  }

  async type(text: string): Promise<void> {
    for (const char of text) {
      await this.send('Input.dispatchKeyEvent', { type: 'keyDown', text: char, key: char })
      await this.send('Input.dispatchKeyEvent', { type: 'keyUp', key: char })
    }
  }

  async close(): Promise<void> {
    await this.#browser.send('Target.closeTarget', { targetId: this.id })
  }
}

/** Processes of the browser may still write to it. What they leave is the temporary folder's. */
function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error
  }
}

function isWritten(file: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').includes('\n')
}

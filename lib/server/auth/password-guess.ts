/**
 * How hard a password is to guess, by zxcvbn and its lists of common passwords. Runs in a thread of its own, which ends when nobody
 * has asked for a minute: loading the lists takes most of a second, and no live log may wait for that.
 */
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError } from '#lib/protocol/app-error.ts'
import { processSlot } from '#lib/server/process-slot.ts'

export interface PasswordGuess {
  /** 0 for the easiest to 4. */
  score: number
  /** The lists in which parts of it were found. */
  dictionaries: string[]
}

/** Longer passwords are hard to guess by what follows; the time to check grows with the length. */
const CHECKED_CHARS_MAX = 64
const IDLE_MS = 60_000
const ANSWER_MS = 15_000
/** A longer queue means a flood. */
const WAITING_MAX = 64

/** Throws `too-many-requests` when too many ask at once, and `internal` when the thread fails. */
export async function guessPassword(password: string, words: readonly string[]): Promise<PasswordGuess> {
  const checker = slot.getOrCreate(createChecker)
  if (checker.waiting.size >= WAITING_MAX) throw new AppError('too-many-requests')
  return new Promise((resolve, reject) => {
    const id = checker.nextId++
    const timer = setTimeout(() => stop(checker, new Error('the password check takes too long')), ANSWER_MS)
    checker.waiting.set(id, { resolve, reject, timer })
    checker.worker ??= start(checker)
    clearTimeout(checker.idle)
    checker.worker.postMessage({ id, password: [...password].slice(0, CHECKED_CHARS_MAX).join(''), words })
  })
}

interface Waiting {
  resolve(guess: PasswordGuess): void
  reject(error: Error): void
  timer: NodeJS.Timeout
}

interface Checker {
  worker: Worker | null
  waiting: Map<number, Waiting>
  idle: NodeJS.Timeout | undefined
  nextId: number
}

const slot = processSlot<Checker>('auth.password-checker')
const createChecker = (): Checker => ({ worker: null, waiting: new Map(), idle: undefined, nextId: 1 })

function start(checker: Checker): Worker {
  const worker = new Worker(SOURCE, { eval: true, workerData: { from: path.join(process.cwd(), 'package.json') } })
  worker.unref()
  worker.on('message', ({ id, guess }: { id: number; guess: PasswordGuess }) => {
    const waiting = checker.waiting.get(id)
    if (!waiting) return
    checker.waiting.delete(id)
    clearTimeout(waiting.timer)
    waiting.resolve(guess)
    if (checker.waiting.size === 0) checker.idle = setTimeout(() => stop(checker, null), IDLE_MS).unref()
  })
  worker.on('error', (error) => checker.worker === worker && stop(checker, error))
  return worker
}

/** Ends the thread; the next question starts a new one. */
function stop(checker: Checker, error: Error | null): void {
  void checker.worker?.terminate()
  checker.worker = null
  for (const { reject, timer } of checker.waiting.values()) {
    clearTimeout(timer)
    reject(error ?? new Error('the password check has ended'))
  }
  checker.waiting.clear()
}

/** Plain JavaScript as text: the server's bundles have no file for a thread. The packages are found from the program's folder. */
const SOURCE = `
const { parentPort, workerData } = require('node:worker_threads')
const load = require('node:module').createRequire(workerData.from)
const { ZxcvbnFactory } = load('@zxcvbn-ts/core')
const common = load('@zxcvbn-ts/language-common')
const english = load('@zxcvbn-ts/language-en')
const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
  translations: english.translations,
})
parentPort.on('message', ({ id, password, words }) => {
  const { score, sequence } = zxcvbn.check(password, words)
  const names = (parts) =>
    parts.flatMap((part) => [part.dictionaryName, ...(part.baseMatches ? names(part.baseMatches) : [])])
  parentPort.postMessage({ id, guess: { score, dictionaries: [...new Set(names(sequence))].filter(Boolean) } })
})
`

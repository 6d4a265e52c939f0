/**
 * The script of the direct page: gets in, reads the stream, and shows it in the list of the on-device screen. It puts what comes
 * from outside on the page as text nodes alone. scripts/lan-page.ts bundles it into one string.
 */
import { readFlutterFrame } from '#lib/flutter/log-frame.ts'
import { flutterRecord } from '#lib/flutter/to-record.ts'
import type { Level } from '#lib/protocol/levels.ts'
import { LogList } from '#lib/sdk/screen/log-list.ts'
import { recordPanel } from '#lib/sdk/screen/record-panel.ts'
import { wordsOf } from '#lib/sdk/screen/words.ts'
import { ANSWER_MS, byId, PageEntry, takeCodeFromAddress } from './page-entry.ts'
import { PageRecords } from './page-records.ts'
import { PAGE_WORDS, type PageWords } from './page-words.ts'

const RETRY_MIN_MS = 500
const RETRY_MAX_MS = 8_000

const language = navigator.language.toLowerCase().startsWith('ru') ? 'ru' : 'en'
const words: PageWords = PAGE_WORDS[language]
const viewer = byId('viewer')
const filter = byId<HTMLInputElement>('filter')
const level = byId<HTMLSelectElement>('level')

const records = new PageRecords()
const list = new LogList({
  records: () => records,
  words: { ...wordsOf(language), title: words.list },
  timeText: clockTime,
  open: (record) => {
    const close = () => {
      panel.remove()
      list.focus()
    }
    const panel = recordPanel(record, { words: wordsOf(language), close, say })
    panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') close()
    })
    viewer.append(panel)
    panel.querySelector<HTMLElement>('button')?.focus()
  },
  selectionChanged: () => {},
})
const entry = new PageEntry({ words, say, entered, refused, unreachable: retryLater })
let retryMs = RETRY_MIN_MS
let hasBeenLive = false

document.documentElement.lang = language
translate('word', (element, word) => {
  element.textContent = word
})
translate('placeholder', (element, word) => element.setAttribute('placeholder', word))
viewer.append(list.element)
filter.addEventListener('input', applyFilter)
level.addEventListener('change', applyFilter)
addEventListener('resize', () => list.drawSoon())
say(words.connecting)
void entry.enter(takeCodeFromAddress())

function say(text: string): void {
  byId('state').textContent = text
}

function translate(kind: 'word' | 'placeholder', put: (element: HTMLElement, word: string) => void): void {
  document.querySelectorAll<HTMLElement>(`[data-${kind}]`).forEach((element) => {
    put(element, words[element.dataset[kind] as keyof PageWords])
  })
}

function entered(name: string): void {
  if (name !== '') {
    document.title = name
    byId('title').textContent = name
  }
  byId('entry').hidden = true
  viewer.hidden = false
  connect()
}

function refused(): void {
  byId('entry').hidden = false
  viewer.hidden = true
  say('')
}

function connect(): void {
  const socket = new WebSocket(`ws://${location.host}/ws`)
  const timer = setTimeout(() => socket.close(), ANSWER_MS)
  say(words.connecting)
  socket.onopen = () => {
    clearTimeout(timer)
    retryMs = RETRY_MIN_MS
    hasBeenLive = true
    // The device sends everything it holds once more.
    records.clear()
    drawSoon()
    say(words.live)
  }
  socket.onmessage = ({ data }) => {
    const frame = readFlutterFrame(String(data))
    if (frame.kind !== 'log') return
    // A time without a zone is the device's own clock, and is shown as it stands.
    const offsetMinutes = -new Date().getTimezoneOffset()
    records.add(flutterRecord(frame.log, offsetMinutes, Date.now()))
    drawSoon()
  }
  socket.onclose = () => {
    clearTimeout(timer)
    retryLater()
  }
}

function retryLater(): void {
  say(hasBeenLive ? words.lost : words.none)
  setTimeout(() => void entry.enter(''), retryMs)
  retryMs = Math.min(RETRY_MAX_MS, retryMs * 2)
}

function applyFilter(): void {
  records.filter(filter.value, level.value as Level)
  drawSoon()
}

function drawSoon(): void {
  list.drawSoon()
  const { received, total } = records
  const count = words.count.replace('#', String(received))
  byId('count').textContent = received > total ? `${count}, ${words.newest.replace('#', String(total))}` : count
}

/** `HH:mm:ss.SSS`, local. */
function clockTime(timeMs: number): string {
  const at = new Date(timeMs)
  const digits = (value: number, count: number) => String(value).padStart(count, '0')
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map((value) => digits(value, 2)).join(':')
  return `${time}.${digits(at.getMilliseconds(), 3)}`
}

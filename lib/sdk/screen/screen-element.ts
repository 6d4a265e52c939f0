/**
 * `<agent-logger-screen>`: the logs of this very page on the device itself, with the state of the connection and its code.
 * It lives in a shadow root and, while open, in the browser's top layer; closed, it costs nothing. Attributes: `theme` (auto, light,
 * dark), `lang`, `shake` (opens by shaking; a number is the threshold in g, 2.7 by default), `nonce` for old browsers.
 */

import { LEVELS, type Level } from '#lib/protocol/levels.ts'
import { type HeldRecords, ringOf } from '#lib/sdk/delivery/held-records.ts'
import type { AgentLogger } from '#lib/sdk/logger.ts'
import { runAsSdk } from '#lib/sdk/reentrancy-guard.ts'
import { connectionPanel, stateText } from './connection-panel.ts'
import { ICONS, icon, make } from './create-element.ts'
import { copyText, saveFile, shareFile } from './export-actions.ts'
import { exportName, exportText, exportTime } from './export-text.ts'
import { LogList } from './log-list.ts'
import type { PanelParts } from './panel.ts'
import { recordPanel } from './record-panel.ts'
import { ScreenRecords } from './screen-records.ts'
import { SHAKE_THRESHOLD_G } from './shake.ts'
import { STYLE } from './style.ts'
import { allowShake, needsPermission, watchShake } from './watch-shake.ts'
import { type Words, wordsOf } from './words.ts'

/** Servers that render pages import this file too, and have no elements. */
const PageElement = typeof HTMLElement === 'undefined' ? (class {} as typeof HTMLElement) : HTMLElement

export class AgentLoggerScreen extends PageElement {
  static readonly observedAttributes = ['shake', 'theme']
  /** The logger whose records are shown. With null the screen cannot be opened. */
  logger: AgentLogger | null = null
  /** Shown on the connection sheet. */
  server = ''
  #records: ScreenRecords | null = null
  #dialog: HTMLDialogElement | null = null
  #list: LogList | null = null
  #panel: HTMLElement | null = null
  #isShowingConnection = false
  #levels = new Set<Level>()
  #text = ''
  #stops: (() => void)[] = []
  #stopShake: () => void = () => {}
  /** True when other code listens for shakes and opens this screen: a person may still have to allow that. */
  isShakeWatched = false
  #shake: 'allowed' | 'to-ask' | 'refused' = needsPermission() ? 'to-ask' : 'allowed'
  #redraw: () => void = () => {}

  get isOpen(): boolean {
    return this.#dialog !== null
  }

  connectedCallback(): void {
    this.#watchShake()
  }

  disconnectedCallback(): void {
    this.#stopShake()
    this.close()
  }

  attributeChangedCallback(name: string): void {
    if (name === 'shake' && this.isConnected) this.#watchShake()
    else if (this.#dialog) this.#dialog.classList.toggle('dark', this.#isDark())
  }

  /** Does nothing when it is open already or has no logger. Never throws into the host. */
  open(): void {
    const { logger } = this
    const held = ringOf(logger)
    if (this.isOpen || !this.isConnected || !logger || !held) return
    try {
      runAsSdk(() => this.#begin(logger, held))
    } catch {
      // A browser without something we need: an app must not break because its logs cannot be looked at.
      this.#end()
    }
  }

  #begin(logger: AgentLogger, held: HeldRecords): void {
    this.#build(logger, wordsOf(this.getAttribute('lang') || document.documentElement.lang || navigator.language))
    this.#records = new ScreenRecords(held, () => this.#list?.drawSoon())
    this.#stops.push(logger.onStatus(() => this.#redraw()))
    this.#redraw()
    this.#list?.focus()
  }

  close(): void {
    this.#dialog?.close()
    this.#end()
  }

  #end(): void {
    if (!this.#dialog) return
    for (const stop of this.#stops.splice(0)) stop()
    this.#records?.close()
    this.#list?.stop()
    this.#dialog.remove()
    this.#records = null
    this.#list = null
    this.#dialog = null
    this.#panel = null
    this.#levels = new Set()
    this.#text = ''
    this.dispatchEvent(new Event('close'))
  }

  #build(logger: AgentLogger, words: Words): void {
    const root = this.shadowRoot ?? this.#withStyle(this.attachShadow({ mode: 'open' }))
    const status = make('div', { class: 'sr', role: 'status' })
    const parts: PanelParts = {
      words,
      close: () => this.#closePanel(),
      say: (text) => {
        status.textContent = text
      },
    }
    const acts = make('div', { class: 'acts' })
    const chips = make('div', { class: 'chips', role: 'group', 'aria-label': words.levels })
    const state = make('button', {
      type: 'button',
      onclick: () => {
        this.#isShowingConnection = true
        this.#show(connectionPanel(logger, this.server, parts))
      },
    })
    const search = make('input', {
      type: 'search',
      placeholder: words.search,
      'aria-label': words.search,
      oninput: () => {
        this.#text = search.value
        this.#records?.filter(this.#text, this.#levels)
      },
    })
    const list = new LogList({
      records: () => this.#records,
      words,
      timeText: exportTime,
      open: (record) => this.#show(recordPanel(record, parts)),
      selectionChanged: () => drawActs(),
    })
    const button = (paths: string, text: string, act: () => void) =>
      make('button', { type: 'button', onclick: act }, icon(paths), text)
    const drawActs = () => {
      const count = this.#records?.selected.size ?? 0
      acts.replaceChildren(
        button(ICONS.copy, words.copy, () => void this.#copy(parts)),
        button(ICONS.share, words.share, () => void shareFile(exportName(Date.now()), this.#exported(), words.title)),
        button(ICONS.save, words.save, () => saveFile(exportName(Date.now()), this.#exported())),
        ...(count > 0
          ? [
              make(
                'button',
                { type: 'button', class: 'main', onclick: () => this.#clearSelection(drawActs) },
                `${words.clear} · ${count}`,
              ),
            ]
          : []),
        ...(this.#shake === 'to-ask' && (this.isShakeWatched || this.hasAttribute('shake'))
          ? [button(ICONS.phone, words.shake, () => void this.#allowShake(drawActs))]
          : []),
        ...(this.#shake === 'refused' ? [make('span', { role: 'status' }, words.shakeRefused)] : []),
      )
    }
    const drawChips = () =>
      chips.replaceChildren(
        ...LEVELS.filter((level) => level !== 'unknown').map((level) =>
          make(
            'button',
            {
              type: 'button',
              class: `chip ${level}`,
              'aria-pressed': this.#levels.has(level) ? 'true' : 'false',
              'data-level': level,
              onclick: () => {
                if (!this.#levels.delete(level)) this.#levels.add(level)
                this.#records?.filter(this.#text, this.#levels)
                drawChips()
                chips.querySelector<HTMLElement>(`[data-level=${level}]`)?.focus()
              },
            },
            level,
          ),
        ),
      )
    this.#redraw = () => {
      drawState(state, logger, words)
      // An open panel stays current.
      if (this.#panel && this.#isShowingConnection) this.#show(connectionPanel(logger, this.server, parts))
    }
    const dialog = make(
      'dialog',
      {
        'aria-label': words.title,
        part: 'dialog',
        // The event comes late: another dialog may be open by then.
        onclose: () => {
          if (this.#dialog === dialog) this.#end()
        },
        oncancel: (event) => {
          // Escape closes the panel first.
          if (!this.#panel) return
          event.preventDefault()
          this.#closePanel()
        },
      },
      make(
        'header',
        {},
        make('h2', {}, words.title),
        state,
        make('button', { type: 'button', 'aria-label': words.close, onclick: () => this.close() }, icon(ICONS.close)),
      ),
      make('div', { class: 'tools' }, search, chips),
      list.element,
      acts,
      status,
    )
    dialog.classList.toggle('dark', this.#isDark())
    drawChips()
    drawActs()
    root.append(dialog)
    this.#dialog = dialog
    this.#list = list
    dialog.showModal()
    const resized = () => list.drawSoon()
    addEventListener('resize', resized)
    this.#stops.push(() => removeEventListener('resize', resized))
  }

  #show(panel: HTMLElement): void {
    const before = this.#panel
    const focused = before ? focusable(before).findIndex((element) => element.matches(':focus')) : -1
    before?.remove()
    this.#panel = panel
    this.#dialog?.append(panel)
    // A panel that is drawn again keeps the reader's place.
    const places = focusable(panel)
    ;(places[focused] ?? places[0])?.focus()
  }

  #closePanel(): void {
    this.#panel?.remove()
    this.#panel = null
    this.#isShowingConnection = false
    this.#list?.focus()
  }

  #exported(): string {
    return exportText(this.#records?.chosen ?? [])
  }

  async #copy({ words, say }: PanelParts): Promise<void> {
    if (await copyText(this.#exported())) say(words.copied)
  }

  #clearSelection(drawActs: () => void): void {
    this.#records?.selected.clear()
    drawActs()
    this.#list?.draw()
    this.#list?.focus()
  }

  /** Called from a press. Whatever the answer, the screen does not ask again. */
  async #allowShake(drawActs: () => void): Promise<void> {
    this.#shake = (await allowShake()) ? 'allowed' : 'refused'
    drawActs()
  }

  #isDark(): boolean {
    const theme = this.getAttribute('theme')
    return theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  }

  #watchShake(): void {
    this.#stopShake()
    const shake = this.getAttribute('shake')
    this.#stopShake = shake === null ? () => {} : watchShake(() => this.open(), Number(shake) || SHAKE_THRESHOLD_G)
  }

  /** The host page's policy does not count a style sheet object as inline style. A browser without them gets an element. */
  #withStyle(root: ShadowRoot): ShadowRoot {
    try {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(STYLE)
      root.adoptedStyleSheets = [sheet]
    } catch {
      root.append(make('style', { nonce: this.nonce || this.getAttribute('nonce') }, STYLE))
    }
    return root
  }
}

function focusable(panel: HTMLElement): HTMLElement[] {
  return [...panel.querySelectorAll<HTMLElement>('button, [tabindex]')]
}

/** Draws a cloud for the relay, waves for a direct path, and a badge with the number of viewers. */
function drawState(button: HTMLElement, logger: AgentLogger, words: Words): void {
  const { status } = logger
  const kind = status.state !== 'live' ? 'offline' : status.direct > 0 ? 'direct' : 'relay'
  const paths = { relay: ICONS.cloud, direct: ICONS.wifi, offline: ICONS.offline }[kind]
  button.className = kind
  button.setAttribute(
    'aria-label',
    `${words.connection}: ${stateText(status, words)}, ${status.viewers} ${words.watching}`,
  )
  button.replaceChildren(icon(paths))
  if (status.viewers > 0) button.append(make('span', { class: 'badge', 'aria-hidden': 'true' }, String(status.viewers)))
}

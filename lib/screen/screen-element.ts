/**
 * `<agent-logger-screen>`: the logs of this very page on the device itself, with the state of the connection and its code.
 * Lives in a shadow root and, while open, in the browser's top layer; closed, it costs nothing. Attributes: `theme` (auto, light,
 * dark), `lang`, `shake` (opens by shaking; a number is the threshold in g, 2.7 by default), `nonce` for old browsers.
 */
import { type HeldRecords, heldBy } from '../device/held-records.ts'
import type { AgentLogger } from '../device/logger.ts'
import { asOwnWork } from '../device/own-work.ts'
import { LEVELS, type Level } from '../protocol/levels.ts'
import { exportName, exportText } from './export-text.ts'
import { copyText, saveFile, shareFile } from './hand-over.ts'
import { LogList } from './log-list.ts'
import { ICONS, icon, make } from './make.ts'
import { connectionPanel, type PanelParts, recordPanel, stateText } from './panels.ts'
import { ScreenRecords } from './screen-records.ts'
import { SHAKE_THRESHOLD_G } from './shake.ts'
import { STYLE } from './style.ts'
import { allowShake, needsPermission, watchShake } from './watch-shake.ts'
import { type Words, wordsOf } from './words.ts'

export class AgentLoggerScreen extends HTMLElement {
  static readonly observedAttributes = ['shake', 'theme']
  /** Whose logs are shown; null: none, and it cannot be opened. */
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
  /** Somebody else listens for shakes and opens this: a person may have to allow it all the same. */
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

  /** Nothing happens where it is open already, or has no logger. Never throws into the host. */
  open(): void {
    const { logger } = this
    const held = heldBy(logger)
    if (this.isOpen || !this.isConnected || !logger || !held) return
    try {
      asOwnWork(() => this.#begin(logger, held))
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
    const said = make('div', { class: 'sr', role: 'status' })
    const parts: PanelParts = {
      words,
      close: () => this.#closePanel(),
      say: (text) => {
        said.textContent = text
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
      // What is looked at stays current.
      if (this.#panel && this.#isShowingConnection) this.#show(connectionPanel(logger, this.server, parts))
    }
    const dialog = make(
      'dialog',
      {
        'aria-label': words.title,
        part: 'dialog',
        // Told late: by then another may be open.
        onclose: () => {
          if (this.#dialog === dialog) this.#end()
        },
        oncancel: (event) => {
          // Escape leaves the sheet first.
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
      said,
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
    // Drawn anew under a reader's hands, it keeps the place.
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

  /** Asked from a press; whatever the answer, it is not asked again. */
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

  /** A sheet of its own is no inline style to the host page's policy; a browser without such sheets gets an element. */
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

/** Cloud for the relay, waves for a direct path, and a badge with the number of those who watch. */
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

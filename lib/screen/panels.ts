/** The two sheets over the list: one record whole, and the connection with its code. */
import { encode } from 'uqr'
import { heldBy } from '../device/held-records.ts'
import type { AgentLogger, DeviceStatus } from '../device/logger.ts'
import type { NumberedRecord } from '../protocol/record.ts'
import { exportRecord, exportTime } from './export-text.ts'
import { copyText, shareText } from './hand-over.ts'
import { ICONS, icon, make, squares } from './make.ts'
import type { Words } from './words.ts'

export interface PanelParts {
  words: Words
  close: () => void
  /** Says a word that nobody has to answer. */
  say: (text: string) => void
}

export function recordPanel(record: NumberedRecord, { words, close, say }: PanelParts): HTMLElement {
  const { level, timeMs, body, scope, attributes, error } = record
  const part = (title: string, text: string) => [make('h3', {}, title), make('pre', {}, text)]
  return panel(
    `${level} · ${exportTime(timeMs)}`,
    { words, close },
    [
      make(
        'button',
        { type: 'button', onclick: () => void copied(exportRecord(record), words, say) },
        icon(ICONS.copy),
        words.copy,
      ),
    ],
    scope ? make('h3', {}, scope) : null,
    make('pre', {}, body),
    ...(error ? part(words.error, `${error.name}: ${error.message}`) : []),
    ...(error?.stack ? part(words.stack, error.stack) : []),
    ...(attributes ? part(words.attributes, JSON.stringify(attributes, null, 2)) : []),
  )
}

export function connectionPanel(logger: AgentLogger, server: string, { words, close, say }: PanelParts): HTMLElement {
  const { status, session } = logger
  const { pageUrl } = status
  const device = heldBy(logger)?.device
  const fact = (name: string, value: string) => [make('dt', {}, name), make('dd', {}, value)]
  const acts = pageUrl
    ? [
        make(
          'button',
          { type: 'button', onclick: () => void copied(pageUrl, words, say) },
          icon(ICONS.copy),
          words.copy,
        ),
        make(
          'button',
          {
            type: 'button',
            onclick: () => void shareText(pageUrl, 'Agent Logger').then((isCopied) => isCopied && say(words.copied)),
          },
          icon(ICONS.share),
          words.share,
        ),
      ]
    : []
  return panel(
    words.connection,
    { words, close },
    acts,
    pageUrl ? codeOf(pageUrl, words.qr) : make('p', {}, words.noPage),
    make(
      'dl',
      {},
      ...fact(words.connection, stateText(status, words)),
      ...(server ? fact(words.server, server) : []),
      ...fact(words.session, session),
      ...(device ? fact(words.device, device) : []),
      ...(pageUrl ? fact(words.page, pageUrl) : []),
      ...fact(words.watching, String(status.viewers)),
    ),
  )
}

/** What the state is called; a refusal says why. */
export function stateText({ state, direct, error }: DeviceStatus, words: Words): string {
  const word = state === 'live' ? (direct > 0 ? words.direct : words.relay) : words[state]
  return error ? `${word}: ${error.message}` : word
}

function codeOf(text: string, label: string): SVGElement {
  const code = squares(encode(text, { ecc: 'L', border: 0 }).data)
  code.setAttribute('class', 'qr')
  code.setAttribute('role', 'img')
  code.setAttribute('aria-label', label)
  code.removeAttribute('aria-hidden')
  return code
}

function panel(
  title: string,
  { words, close }: Pick<PanelParts, 'words' | 'close'>,
  acts: HTMLElement[],
  ...content: (Node | null)[]
): HTMLElement {
  const back = make('button', { type: 'button', 'aria-label': words.back, onclick: close }, icon(ICONS.back))
  const element = make(
    'section',
    { class: 'panel', 'aria-label': title },
    make('header', {}, back, make('h2', {}, title)),
    make('div', { class: 'scroll', tabindex: 0 }, ...content),
    acts.length > 0 && make('div', { class: 'acts' }, ...acts),
  )
  return element
}

async function copied(text: string, words: Words, say: (text: string) => void): Promise<void> {
  if (await copyText(text)) say(words.copied)
}

/** The connection: its state, the address of the session's page with a QR code, and the ids that support asks for. */
import { encode } from 'uqr'
import { ringOf } from '#lib/sdk/delivery/held-records.ts'
import type { AgentLogger, DeviceStatus } from '#lib/sdk/logger.ts'
import { ICONS, icon, make, squares } from './create-element.ts'
import { shareText } from './export-actions.ts'
import { copyButton, type PanelParts, panel } from './panel.ts'
import type { Words } from './words.ts'

export function connectionPanel(logger: AgentLogger, server: string, parts: PanelParts): HTMLElement {
  const { words } = parts
  const { status, session } = logger
  const { pageUrl } = status
  const device = ringOf(logger)?.device
  const fact = (name: string, value: string) => [make('dt', {}, name), make('dd', {}, value)]
  return panel(
    words.connection,
    parts,
    pageUrl ? [copyButton(pageUrl, parts), shareButton(pageUrl, parts)] : [],
    pageUrl ? qrCode(pageUrl, words.qr) : make('p', {}, words.noPage),
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

/** The state in words; a refusal says why. */
export function stateText({ state, direct, error }: DeviceStatus, words: Words): string {
  const word = state === 'live' ? (direct > 0 ? words.direct : words.relay) : words[state]
  return error ? `${word}: ${error.message}` : word
}

function shareButton(text: string, { words, say }: PanelParts): HTMLElement {
  const share = async () => {
    if (await shareText(text, 'Agent Logger')) say(words.copied)
  }
  return make('button', { type: 'button', onclick: () => void share() }, icon(ICONS.share), words.share)
}

function qrCode(text: string, label: string): SVGElement {
  const code = squares(encode(text, { ecc: 'L', border: 0 }).data)
  code.setAttribute('class', 'qr')
  code.setAttribute('role', 'img')
  code.setAttribute('aria-label', label)
  code.removeAttribute('aria-hidden')
  return code
}

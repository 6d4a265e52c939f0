/** The lines that a terminal shows for a direct server: its address, its code, and a QR code that opens the page with the code in it. */
import { renderUnicodeCompact } from 'uqr'
import type { DirectServer } from './direct-options.ts'

/** The page's address with the code behind `#`, where no log of any server sees it. */
export function entryUrl({ url, code }: DirectServer): string {
  return code === null ? url : `${url}#${code}`
}

/** Lines without a last line end. Write them to the terminal, not through a console whose output is captured: they hold the code. */
export function directNotice(direct: DirectServer, { qr = false }: { qr?: boolean } = {}): string {
  const { url, wsUrl, code } = direct
  const isLoopback = /^http:\/\/(?:127\.|localhost|\[::1\])/.test(url)
  const lines = [`direct ${url}${isLoopback ? ' on this machine alone' : ''}`]
  if (code === null) lines.push(`without a code: everyone who reaches ${wsUrl} sees the logs`)
  else lines.push(`code   ${code}, for one viewer; a new one follows`, `stream ${wsUrl}?code=${code}`)
  if (qr) lines.push(onBlack(renderUnicodeCompact(entryUrl(direct))))
  return lines.join('\n')
}

/** Light on dark whatever the terminal's colors are: QR readers need a light quiet zone. */
function onBlack(picture: string): string {
  return picture.replace(/^.*$/gm, '\u001b[40;97m$&\u001b[0m')
}

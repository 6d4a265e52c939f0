/**
 * Finds secrets in free text by their shape. Every pattern starts at a literal or consumes the run it has matched, so the work
 * is linear in the length of the text.
 */
import { redactCardNumbers } from './card-numbers.ts'

export const REDACTED = '[redacted]'

/** Schemes of the Authorization header. */
const CREDENTIALS = /\b(bearer|basic)\s+([\w.~+/=-]{6,})/gi
/** `agl_d_…`, `agl_a_…`, and the shapes of other well-known tokens. */
const KNOWN_TOKENS =
  /\b(?:agl_[a-z]_[0-9A-Za-z]{16,}|gh[oprsu]_[0-9A-Za-z]{30,}|xox[abprs]-[0-9A-Za-z-]{10,}|AKIA[0-9A-Z]{16}\b)/g
/** Runs of what a JSON Web Token is made of. */
const TOKEN_RUNS = /[\w.-]{24,}/g
const URL_PASSWORD = /(:\/\/[^\s/?#@:]{0,256}:)[^\s/?#@]{1,512}@/g
/** `password=…`, `access_token=…` in queries, forms and connection strings. */
const ASSIGNED = /\b(\w{0,40}?(?:password|passwd|pwd|secret|token|api_?key|access_?key))=[^\s&"',;]{1,2048}/gi
/** The same inside the text of a JSON object. */
const QUOTED =
  /"([\w-]{0,40}(?:password|passwd|passphrase|secret|token|authorization|cookie|api[_-]?key|private[_-]?key))"\s{0,8}:\s{0,8}"(?:[^"\\]|\\.)*"/gi
const COOKIES = /\b((?:set-)?cookie:)[^\r\n=]{0,256}=[^\r\n]*/gi
const KEY_BEGIN = '-----BEGIN '
const KEY_END = /-----END [A-Z ]{0,40}PRIVATE KEY-----/g

/** A cheap test that is true for every text that one of the patterns could change. */
const IS_SUSPECT =
  /bearer|basic|agl_|gh[oprsu]_|xox|akia|eyj|:\/\/|passw|pwd|passphrase|secret|token|key|cookie|authorization|-----|\d{4}|\d[ -]\d/i

export function redactText(text: string): string {
  if (!IS_SUSPECT.test(text)) return text
  const safe = redactKeyBlocks(text)
    .replace(TOKEN_RUNS, redactWebTokens)
    .replace(KNOWN_TOKENS, REDACTED)
    .replace(CREDENTIALS, (whole, scheme: string, value: string) =>
      isCredential(value) ? `${scheme} ${REDACTED}` : whole,
    )
    .replace(URL_PASSWORD, `$1${REDACTED}@`)
    .replace(QUOTED, `"$1":"${REDACTED}"`)
    .replace(ASSIGNED, `$1=${REDACTED}`)
    .replace(COOKIES, `$1 ${REDACTED}`)
  return redactCardNumbers(safe, REDACTED)
}

/** "Basic authentication" and "bearer tokens" are plain words; a credential has digits, padding or mixed case. */
function isCredential(value: string): boolean {
  return /[\d=]|[a-z][A-Z]/.test(value) || value.length >= 24
}

/** `eyJ….eyJ….signature`, also behind a prefix such as `session-`. */
function redactWebTokens(run: string): string {
  const at = run.indexOf('eyJ')
  if (at < 0) return run
  const [head, claims, ...rest] = run.slice(at).split('.')
  if (!head || head.length < 8 || !claims || claims.length < 4 || rest.length === 0) return run
  const after = rest.slice(1)
  return run.slice(0, at) + REDACTED + (after.length > 0 ? `.${after.join('.')}` : '')
}

/** Redacts PEM blocks. A block without an end was cut off, so everything after its beginning is redacted. */
function redactKeyBlocks(text: string): string {
  let from = text.indexOf(KEY_BEGIN)
  if (from < 0) return text
  let out = ''
  let copied = 0
  while (from >= 0) {
    const headerEnd = text.indexOf('-----', from + KEY_BEGIN.length)
    if (headerEnd < 0) break
    const label = text.slice(from + KEY_BEGIN.length, Math.min(headerEnd, from + 64))
    if (label.endsWith('PRIVATE KEY')) {
      KEY_END.lastIndex = headerEnd
      const end = KEY_END.exec(text)
      out += text.slice(copied, from) + REDACTED
      copied = end ? end.index + end[0].length : text.length
      if (!end) break
    }
    from = text.indexOf(KEY_BEGIN, Math.max(copied, headerEnd))
  }
  return out + text.slice(copied)
}

/**
 * A URL as it may be shown: without user name and password, and without values that are secrets by their name or their look. The
 * redaction of records works on text and comes after this; it cannot know which part of a URL is what. Pure.
 */
import { REDACTED } from '#lib/sdk/record/redact-text.ts'
import { isSecretName } from '#lib/sdk/record/secret-names.ts'

const URL_CHARS_MAX = 2_048
/** Parameters of sign-ins and signed addresses that are no secrets elsewhere. */
const SECRET_PARAMETERS =
  /^(?:code|state|nonce|key|sig|signature|sign|credential|session|otp|ticket|invite|hmac|assertion|saml\w*|.*[-_.](?:signature|credential|key|code))$/i

/** Takes absolute and relative URLs, and anything else as a path. */
export function safeUrl(url: string): string {
  const text = url.slice(0, URL_CHARS_MAX)
  const scheme = /^(data|blob|javascript):/i.exec(text)
  if (scheme) return `${scheme[0].toLowerCase()}…`
  const [, before = '', hash] = /^([^#]*)(?:#([\s\S]*))?$/.exec(text) ?? []
  const safe = withoutQuerySecrets(before.replace(/^((?:[a-z][a-z\d+.-]{0,20}:)?\/\/)[^/?]*@/i, '$1'))
  return safe + (hash ? `#${safeFragment(hash)}` : '') + (url.length > text.length ? '…' : '')
}

/** The path of a URL, with the same care. */
export function safePath(url: string): string {
  return safeUrl(url).split(/[?#]/, 1)[0] ?? ''
}

function withoutQuerySecrets(url: string): string {
  const at = url.indexOf('?')
  const path = (at < 0 ? url : url.slice(0, at)).split('/').map((part) => (looksSecret(part) ? REDACTED : part))
  if (at < 0) return path.join('/')
  const query = url
    .slice(at + 1)
    .split('&')
    .map(safeParameter)
  return `${path.join('/')}?${query.join('&')}`
}

function safeParameter(parameter: string): string {
  const at = parameter.indexOf('=')
  if (at < 0) return looksSecret(parameter) ? REDACTED : parameter
  const name = decoded(parameter.slice(0, at))
  const value = parameter.slice(at + 1)
  const isSecret = value !== '' && (isSecretName(name) || SECRET_PARAMETERS.test(name) || looksSecret(decoded(value)))
  return isSecret ? `${parameter.slice(0, at)}=${REDACTED}` : parameter
}

/** Routes and headings stay. Everything else in a fragment never reaches a server, which is why secrets are put there. */
function safeFragment(hash: string): string {
  if (/^!?\//.test(hash)) return withoutQuerySecrets(hash)
  return /^[a-z][\w-]{0,60}$/i.test(hash) && !looksSecret(hash) ? hash : '…'
}

/** A long run of letters and digits that is neither words nor a hexadecimal id, such as that of a commit or a UUID. */
function looksSecret(value: string): boolean {
  if (value.length < 20 || !/^[\w~.+/=-]+$/.test(value) || /^[\da-f-]{1,40}$/i.test(value)) return false
  const isMixed = (text: string) => /\d/.test(text) && /[a-z]/i.test(text)
  const isLongAndMixed = value.length >= 40 && isMixed(value) && /[a-z]/.test(value) && /[A-Z]/.test(value)
  return isLongAndMixed || value.split(/[-_.~+/=]/).some((run) => run.length >= 16 && isMixed(run))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

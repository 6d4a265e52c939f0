/** Names of fields whose values are secrets, in any spelling: `apiKey`, `api_key`, `X-Api-Key`. */

const WHOLE = new Set(['pwd', 'pass', 'auth', 'jwt', 'bearer', 'cvv', 'cvc', 'pin', 'ssn', 'sessionid', 'sid', 'credentials', 'cardnumber', 'creditcard']) // biome-ignore format: one list
const ENDINGS = ['password', 'passwd', 'passphrase', 'passcode', 'secret', 'token', 'authorization', 'cookie', 'apikey', 'privatekey', 'secretkey', 'accesskey', 'signingkey', 'encryptionkey', 'setcookie'] // biome-ignore format: one list

/** Names repeat in every record, so the answer for each is remembered. */
const known = new Map<string, boolean>()
const KNOWN_MAX = 2_000
const NAME_CHARS_MAX = 100

export function isSecretName(name: string): boolean {
  if (name.length > NAME_CHARS_MAX) return false
  let isSecret = known.get(name)
  if (isSecret === undefined) {
    const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '')
    isSecret = WHOLE.has(plain) || ENDINGS.some((ending) => plain.endsWith(ending))
    if (known.size < KNOWN_MAX) known.set(name, isSecret)
  }
  return isSecret
}

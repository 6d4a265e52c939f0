/**
 * Which passwords may be chosen: not too short or too long, none of a list of common ones, nothing that is easy to guess, and
 * nothing made of what everybody knows about the person and this server. Passwords that are in use already keep working.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { config } from '#lib/server/config/env.ts'
import { PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN } from './password.ts'
import { guessPassword, type PasswordGuess } from './password-guess.ts'

/** Weaker than 10^8 guesses: in reach of somebody who has the hash, and of a slow attack from many addresses. */
const SCORE_MIN = 3

/** What the person and the server are called. */
export interface PasswordContext {
  email: string
  name: string
  teams?: readonly string[]
}

/** Throws `invalid-input` for the length, `password-common`, `password-personal` and `password-guessable`. */
export async function checkNewPassword(password: string, context: PasswordContext): Promise<void> {
  const chars = [...password].length
  if (chars < PASSWORD_CHARS_MIN || chars > PASSWORD_CHARS_MAX)
    throw new AppError(
      'invalid-input',
      `The password must be ${PASSWORD_CHARS_MIN} to ${PASSWORD_CHARS_MAX} characters long.`,
    )
  const fault = passwordFault(await guessPassword(password, contextWords(context, config().publicUrl)))
  if (fault) throw new AppError(fault)
}

export type PasswordFault = 'password-common' | 'password-personal' | 'password-guessable'

/** Null for a password that may be chosen. Pure. */
export function passwordFault({ score, dictionaries }: PasswordGuess): PasswordFault | null {
  if (score >= SCORE_MIN) return null
  if (dictionaries.includes('userInputs')) return 'password-personal'
  return dictionaries.some((name) => name.startsWith('passwords')) ? 'password-common' : 'password-guessable'
}

const PRODUCT = ['agent logger', 'agentlogger', 'agent-logger']
const WORD_CHARS_MIN = 3

/** Each text whole, and its parts of 3 characters or more. Pure. */
export function contextWords({ email, name, teams = [] }: PasswordContext, publicUrl: string): string[] {
  const hosts = [new URL(publicUrl).hostname, email.split('@')[1] ?? ''].flatMap(domainsOf)
  const texts = [...PRODUCT, email, name, ...teams, ...hosts].map((text) => text.toLowerCase())
  const parts = texts.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u)).filter((part) => part.length >= WORD_CHARS_MIN)
  const joined = texts.map((text) => text.replaceAll(/[^\p{L}\p{N}]+/gu, ''))
  return [...new Set([...texts, ...parts, ...joined])].filter((word) => word.length >= WORD_CHARS_MIN)
}

/** `logs.acme.test` and `acme.test`; not the last label alone. */
function domainsOf(host: string): string[] {
  const labels = host.split('.')
  return labels.slice(0, Math.max(1, labels.length - 1)).map((_, i) => labels.slice(i).join('.'))
}

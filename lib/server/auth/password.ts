/** Passwords: Argon2id with OWASP's parameters, at most two at a time, so that sign-ins never starve the relay. */
import { hash, verify } from '@node-rs/argon2'
import { AppError } from '#lib/protocol/app-error.ts'
import { processSlot } from '#lib/server/process-slot.ts'

export const PASSWORD_CHARS_MIN = 10
export const PASSWORD_CHARS_MAX = 200

/** The library uses Argon2id by default. Each hash takes about 50 ms and 19 MiB. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Throws `invalid-input` for a password that is too short or too long. */
export async function hashPassword(password: string): Promise<string> {
  const chars = [...password].length
  if (chars < PASSWORD_CHARS_MIN || chars > PASSWORD_CHARS_MAX)
    throw new AppError(
      'invalid-input',
      `The password must be ${PASSWORD_CHARS_MIN} to ${PASSWORD_CHARS_MAX} characters long.`,
    )
  return inTurn(() => hash(password.normalize('NFC'), COST))
}

/** A hash that matches nobody, so that unknown users take as long to check as known ones. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$kOCvuU4jBcuVxxKZ3W5//A$Shyc9asqqdDSKHmrKubToUkZWfUMQ7sHwPBJ/xNvGyA'

/** False for a wrong password, for a user without one, and for an unknown user. */
export async function verifyPassword(password: string, passwordHash: string | null): Promise<boolean> {
  if (password.length > PASSWORD_CHARS_MAX * 4) return false
  const isRight = await inTurn(() => verify(passwordHash ?? NOBODY, password.normalize('NFC')))
  return isRight && passwordHash !== null
}

const AT_ONCE_MAX = 2
/** A longer queue means waits of seconds: that is a flood, not users. */
const WAITING_MAX = 64

const turns = processSlot<{ running: number; waiting: (() => void)[] }>('auth.password-turns')

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const line = turns.getOrCreate(() => ({ running: 0, waiting: [] }))
  if (line.running >= AT_ONCE_MAX) {
    if (line.waiting.length >= WAITING_MAX) throw new AppError('too-many-requests')
    // The finishing job passes its slot to the next waiter, so `running` does not change.
    await new Promise<void>((resolve) => line.waiting.push(resolve))
  } else line.running++
  try {
    return await work()
  } finally {
    const next = line.waiting.shift()
    if (next) next()
    else line.running--
  }
}

/** All words of each language, and what use-intl must know to check keys and arguments while compiling. */
import { en } from './en.ts'
import type { Locale } from './locales.ts'
import { ru } from './ru.ts'
import type { SameShape } from './same-shape.ts'

export type Messages = typeof en

/** A translation has the shape of the English dictionary; its literal texts differ, hence the one assertion. */
export const MESSAGES: Record<Locale, Messages> = { en, ru: ru satisfies SameShape<Messages> as unknown as Messages }

declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale
    Messages: Messages
  }
}

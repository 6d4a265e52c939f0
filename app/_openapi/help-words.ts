/** The words of the API help in one language. Only one page uses them, so they are kept out of the dictionary that every page gets. */
import { api as en } from '#app/_i18n/en/api.ts'
import type { Locale } from '#app/_i18n/locales.ts'
import { api as ru } from '#app/_i18n/ru/api.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export type HelpWords = SameShape<typeof en>

export function helpWords(locale: Locale): HelpWords {
  return locale === 'ru' ? ru : en
}

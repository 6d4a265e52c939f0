/** The words of the API's help in one language. They are many and for one page only, so they are not sent with every page. */
import { api as en } from '#app/_i18n/en/api.ts'
import type { Locale } from '#app/_i18n/locales.ts'
import { api as ru } from '#app/_i18n/ru/api.ts'
import type { SameShape } from '#app/_i18n/same-shape.ts'

export type HelpWords = SameShape<typeof en>

export function helpWords(locale: Locale): HelpWords {
  return locale === 'ru' ? ru : en
}

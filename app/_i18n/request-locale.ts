/** The language that a request asks for, for routes. Pages have get-translations.ts. */
import { parse } from 'cookie'
import { isLocale, LOCALE_COOKIE, type Locale, localeOfHeader } from './locales.ts'

/** The cookie's language, else the browser's. */
export function localeOfRequest({ headers }: Request): Locale {
  const chosen = parse(headers.get('cookie') ?? '')[LOCALE_COOKIE]
  return isLocale(chosen) ? chosen : localeOfHeader(headers.get('accept-language'))
}

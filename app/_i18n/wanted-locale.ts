/** The language that a request asks for, where there is no request of Next: the cookie's, else the browser's. */
import { parse } from 'cookie'
import { isLocale, LOCALE_COOKIE, type Locale, localeOfHeader } from './locales.ts'

export function wantedLocale(cookieHeader: string | undefined, acceptLanguage: string | undefined): Locale {
  const chosen = cookieHeader === undefined ? undefined : parse(cookieHeader)[LOCALE_COOKIE]
  return isLocale(chosen) ? chosen : localeOfHeader(acceptLanguage ?? null)
}

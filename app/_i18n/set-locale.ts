/** Remembers the chosen language for a year. The page then asks the server again (`router.refresh()`). */
import { LOCALE_COOKIE, type Locale } from './locales.ts'

export function setLocale(locale: Locale): void {
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  // biome-ignore lint/suspicious/noDocumentCookie: cookieStore is missing in Firefox, and absent on plain-http LAN addresses
  document.cookie = `${LOCALE_COOKIE}=${locale}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`
}

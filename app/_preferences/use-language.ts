'use client'

/** The language of the interface and a setter, which reloads the page from the server in the new language. */
import { useRouter } from 'next/navigation'
import { useTransition } from 'react'
import { useLocale } from 'use-intl'
import { LOCALE_COOKIE, type Locale } from '#app/_i18n/locales.ts'
import { setCookie } from './set-cookie.ts'

export function useLanguage(): { locale: Locale; setLocale: (locale: Locale) => void } {
  const locale = useLocale()
  const router = useRouter()
  const [, startTransition] = useTransition()
  function setLocale(next: Locale) {
    setCookie(LOCALE_COOKIE, next)
    startTransition(() => router.refresh())
  }
  return { locale, setLocale }
}

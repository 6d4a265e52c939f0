'use client'

/** The language of the interface for a signed-in person, who also gets their mail in it from then on. */
import { call } from '#app/_api/call.ts'
import type { Locale } from '#app/_i18n/locales.ts'
import { useLanguage } from '#app/_preferences/use-language.ts'

export function useOwnLanguage(): ReturnType<typeof useLanguage> {
  const { locale, setLocale } = useLanguage()
  return {
    locale,
    setLocale: (next: Locale) => {
      setLocale(next)
      // Not worth a message: mail then comes in the language that they chose before.
      call('PATCH', '/api/v1/account', { locale: next }).catch(() => undefined)
    },
  }
}

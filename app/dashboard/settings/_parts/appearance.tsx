'use client'

/** Theme and language of this browser; mail comes in the language too. */
import { useTranslations } from 'use-intl'
import { LanguageSwitch } from '#app/_preferences/language-switch.tsx'
import { ThemeSwitch } from '#app/_preferences/theme-switch.tsx'
import { useOwnLanguage } from '#app/dashboard/_parts/use-own-language.ts'

export function Appearance() {
  const t = useTranslations('settings')
  const { setLocale } = useOwnLanguage()
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <span className="font-medium text-sm">{t('theme')}</span>
        <ThemeSwitch />
      </div>
      <div className="flex flex-col gap-1">
        <span className="font-medium text-sm">{t('language')}</span>
        <LanguageSwitch setLocale={setLocale} />
      </div>
    </div>
  )
}

'use client'

/** Theme and language; both hold for this browser. */
import { useTranslations } from 'use-intl'
import { LanguageSwitch } from '#app/_preferences/language-switch.tsx'
import { ThemeSwitch } from '#app/_preferences/theme-switch.tsx'

export function Appearance() {
  const t = useTranslations('settings')
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <span className="font-medium text-sm">{t('theme')}</span>
        <ThemeSwitch />
      </div>
      <div className="flex flex-col gap-1">
        <span className="font-medium text-sm">{t('language')}</span>
        <LanguageSwitch />
      </div>
    </div>
  )
}

'use client'

/** Chooses the language in sight. */
import { useTranslations } from 'use-intl'
import { LOCALE_NAMES, LOCALES } from '#app/_i18n/locales.ts'
import { SegmentedControl } from '#app/_ui/segmented-control.tsx'
import { useLanguage } from './use-language.ts'

export function LanguageSwitch() {
  const t = useTranslations('ui')
  const { locale, setLocale } = useLanguage()
  return (
    <SegmentedControl
      label={t('language')}
      value={locale}
      options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))}
      onChange={setLocale}
    />
  )
}

'use client'

/** A switch for the language, with all choices visible. */
import { useTranslations } from 'use-intl'
import { LOCALE_NAMES, LOCALES, type Locale } from '#app/_i18n/locales.ts'
import { SegmentedControl } from '#app/_ui/segmented-control.tsx'
import { useLanguage } from './use-language.ts'

export interface LanguageSwitchProps {
  /** Does more than to show the page in the other language, such as to remember it for mails. */
  setLocale?: (locale: Locale) => void
}

export function LanguageSwitch(props: LanguageSwitchProps) {
  const t = useTranslations('ui')
  const { locale, setLocale } = useLanguage()
  return (
    <SegmentedControl
      label={t('language')}
      value={locale}
      options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))}
      onChange={props.setLocale ?? setLocale}
    />
  )
}

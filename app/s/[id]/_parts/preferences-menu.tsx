'use client'

/** Theme and language for viewers without a settings page. */
import { useTheme } from 'next-themes'
import { useTranslations } from 'use-intl'
import { LOCALE_NAMES, LOCALES } from '#app/_i18n/locales.ts'
import { THEMES, type ThemeName } from '#app/_preferences/themes.ts'
import { useLanguage } from '#app/_preferences/use-language.ts'
import { MenuChoice } from '#app/_ui/menu-choice.tsx'
import { MenuSeparator } from '#app/_ui/menu-separator.tsx'

export function PreferencesMenu() {
  const t = useTranslations('ui')
  const { locale, setLocale } = useLanguage()
  const { theme, setTheme } = useTheme()
  return (
    <>
      <MenuSeparator />
      <MenuChoice
        label={t('theme.label')}
        value={(theme ?? 'system') as ThemeName}
        options={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
        onChange={setTheme}
      />
      <MenuChoice
        label={t('language')}
        value={locale}
        options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))}
        onChange={setLocale}
      />
    </>
  )
}

'use client'

/** A switch for the theme, with all choices visible: system, light, dark, high contrast. */
import { useTheme } from 'next-themes'
import { useTranslations } from 'use-intl'
import { SegmentedControl } from '#app/_ui/segmented-control.tsx'
import { THEMES, type ThemeName } from './themes.ts'
import { useIsClient } from './use-is-client.ts'

export function ThemeSwitch() {
  const t = useTranslations('ui.theme')
  const { theme, setTheme } = useTheme()
  const isClient = useIsClient()
  return (
    <SegmentedControl
      label={t('label')}
      value={isClient ? ((theme ?? 'system') as ThemeName) : 'system'}
      options={THEMES.map((value) => ({ value, label: t(value) }))}
      onChange={setTheme}
    />
  )
}

'use client'

/** Chooses the language in sight. */
import { useRouter } from 'next/navigation'
import { useTransition } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { LOCALE_NAMES, LOCALES } from '#app/_i18n/locales.ts'
import { setLocale } from '#app/_i18n/set-locale.ts'
import { SegmentedControl } from '#app/_ui/segmented-control.tsx'

export function LanguageSwitch() {
  const t = useTranslations('ui')
  const locale = useLocale()
  const router = useRouter()
  const [, startTransition] = useTransition()
  return (
    <SegmentedControl
      label={t('language')}
      value={locale}
      options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))}
      onChange={(next) => {
        setLocale(next)
        startTransition(() => router.refresh())
      }}
    />
  )
}

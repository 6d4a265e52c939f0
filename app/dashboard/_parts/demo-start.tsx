'use client'

/** Starts the demo device in this tab and opens its live page. Hidden while the demo runs. */
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import type { ButtonVariant } from '#app/_ui/button-style.ts'
import { FlaskConical } from '#app/_ui/icons.ts'
import { useDemo } from './use-demo.ts'

export function DemoStart({ variant = 'secondary' }: { variant?: ButtonVariant }) {
  const t = useTranslations('demo')
  const { state, start } = useDemo()
  if (state === 'streaming') return null
  return (
    <Button variant={variant} isBusy={state === 'starting'} onClick={() => void start()}>
      <FlaskConical aria-hidden className="size-4" />
      {t('start')}
    </Button>
  )
}

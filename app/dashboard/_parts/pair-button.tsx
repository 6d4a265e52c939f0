'use client'

/** Opens the dialog that claims a device. */
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Smartphone } from '#app/_ui/icons.ts'
import { pairWindow } from './open-store.ts'

export function PairButton() {
  const t = useTranslations('pairing')
  return (
    <Button onClick={() => pairWindow.setOpen(true)}>
      <Smartphone aria-hidden className="size-4" />
      {t('open')}
    </Button>
  )
}

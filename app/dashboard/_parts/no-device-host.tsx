'use client'

/** Shown in place of a key for an unmodified app if the server has no wildcard host: what the operator and the person can do. */
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { pairWindow, tokenWindow } from './open-store.ts'

export interface NoDeviceHostProps {
  mayPair: boolean
}

export function NoDeviceHost({ mayPair }: NoDeviceHostProps) {
  const t = useTranslations('tokens')
  const tPairing = useTranslations('pairing')

  function handlePair() {
    tokenWindow.setOpen(false)
    pairWindow.setOpen(true)
  }

  return (
    <Notice role="status" tone="warn">
      <div className="flex flex-col items-start gap-2">
        <p>{t('noDeviceHost')}</p>
        {mayPair && <Button onClick={handlePair}>{tPairing('open')}</Button>}
      </div>
    </Notice>
  )
}

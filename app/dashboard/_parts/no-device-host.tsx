'use client'

/** Said where a key for an unmodified app would be made and the server has no host for it: what the operator can do, what the person can. */
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

'use client'

/**
 * The window that makes a token: first what it is for, then the token itself, once. It lives in the layout, so that the
 * lists behind it may change (the first device arrives) while it is open.
 */
import { useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { tokenWindow } from './open-store.ts'
import { type MadeToken, TokenForm } from './token-form.tsx'
import { TokenMade } from './token-made.tsx'

export interface TokenCreatorProps {
  /** The address devices should use; null where the one in the address bar is as good as any. */
  serverUrl: string | null
}

export function TokenCreator({ serverUrl }: TokenCreatorProps) {
  const t = useTranslations('tokens')
  const tUi = useTranslations('ui')
  const isOpen = useSyncExternalStore(tokenWindow.subscribe, tokenWindow.isOpen, () => false)
  const [made, setMade] = useState<MadeToken | null>(null)
  const [isBusy, setBusy] = useState(false)

  function handleOpenChange(next: boolean) {
    tokenWindow.setOpen(next)
    if (!next) setMade(null)
  }

  return (
    <Dialog
      title={t(made ? 'madeTitle' : 'createTitle')}
      description={made ? t('madeText') : undefined}
      isOpen={isOpen}
      onOpenChange={handleOpenChange}
      isWide={made !== null}
      isSticky={made !== null}
      actions={
        made ? (
          <Button variant="primary" onClick={() => handleOpenChange(false)}>
            {t('done')}
          </Button>
        ) : (
          <>
            <Button onClick={() => handleOpenChange(false)}>{tUi('cancel')}</Button>
            <Button type="submit" form="token-form" variant="primary" isBusy={isBusy}>
              {t('create')}
            </Button>
          </>
        )
      }
    >
      {made ? <TokenMade made={made} serverUrl={serverUrl} /> : <TokenForm onMade={setMade} onBusy={setBusy} />}
    </Dialog>
  )
}

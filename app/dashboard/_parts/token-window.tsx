'use client'

/** The window that makes a token: first what it is for, then the token itself, once. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { tokenWindow } from './open-store.ts'
import { type MadeToken, TokenForm } from './token-form.tsx'
import { TokenMade } from './token-made.tsx'

export interface TokenWindowProps {
  /** The address devices should use; null where the one in the address bar is as good as any. */
  serverUrl: string | null
}

export default function TokenWindow({ serverUrl }: TokenWindowProps) {
  const t = useTranslations('tokens')
  const tUi = useTranslations('ui')
  const [made, setMade] = useState<MadeToken | null>(null)
  const [isBusy, setBusy] = useState(false)

  return (
    <Dialog
      title={t(made ? 'madeTitle' : 'createTitle')}
      description={made ? t('madeText') : undefined}
      isOpen
      onOpenChange={tokenWindow.setOpen}
      isWide={made !== null}
      isSticky={made !== null}
      actions={
        made ? (
          <Button variant="primary" onClick={() => tokenWindow.setOpen(false)}>
            {t('done')}
          </Button>
        ) : (
          <>
            <Button onClick={() => tokenWindow.setOpen(false)}>{tUi('cancel')}</Button>
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

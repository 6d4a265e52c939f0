'use client'

/** The window that makes a token: first what it is for, then the token itself, once. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { HostKeyMade } from './host-key-made.tsx'
import { tokenWindow } from './open-store.ts'
import type { TokenCreatorProps } from './token-creator.tsx'
import { type MadeToken, TokenForm, type TokenKind } from './token-form.tsx'
import { TokenMade } from './token-made.tsx'

export default function TokenWindow({ serverUrl, deviceOrigin, mayPair }: TokenCreatorProps) {
  const t = useTranslations('tokens')
  const tUi = useTranslations('ui')
  const [made, setMade] = useState<MadeToken | null>(null)
  const [kind, setKind] = useState<TokenKind>('device')
  const [isBusy, setBusy] = useState(false)
  const hasDeviceHost = deviceOrigin !== null

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
            <Button
              type="submit"
              form="token-form"
              variant="primary"
              isBusy={isBusy}
              disabled={kind === 'host' && !hasDeviceHost}
            >
              {t('create')}
            </Button>
          </>
        )
      }
    >
      {made ? (
        made.kind === 'host' ? (
          <HostKeyMade made={made} deviceOrigin={deviceOrigin} />
        ) : (
          <TokenMade made={made} serverUrl={serverUrl} />
        )
      ) : (
        <TokenForm
          hasDeviceHost={hasDeviceHost}
          mayPair={mayPair}
          kind={kind}
          onKind={setKind}
          onMade={setMade}
          onBusy={setBusy}
        />
      )}
    </Dialog>
  )
}

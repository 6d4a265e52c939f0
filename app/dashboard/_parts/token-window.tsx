'use client'

/** The dialog for a new token: first the form, then the token itself, shown only once. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { SnippetTarget } from '#app/_snippets/snippet.ts'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { HostKeyMade } from './host-key-made.tsx'
import { tokenWindow } from './open-store.ts'
import { type MadeToken, TokenForm, type TokenKind } from './token-form.tsx'
import { TokenMade } from './token-made.tsx'

export interface TokenWindowProps extends Omit<SnippetTarget, 'origin' | 'token'> {
  /** The address that devices should use, or null to use the one in the address bar. */
  serverUrl: string | null
  /** The origin under which a key is the first label of a host name, or null if no wildcard host leads to this server. */
  deviceOrigin: string | null
  mayPair: boolean
}

export default function TokenWindow({ serverUrl, deviceOrigin, mayPair, ...server }: TokenWindowProps) {
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
          <TokenMade made={made} serverUrl={serverUrl} server={server} />
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

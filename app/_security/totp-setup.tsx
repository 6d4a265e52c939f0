'use client'

/** The button that sets up an authenticator app, and its window. The QR code is loaded when the window opens. */
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call, codeOf } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Button } from '#app/_ui/button.tsx'
import { CodeBlock } from '#app/_ui/code-block.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Field } from '#app/_ui/field.tsx'
import { lazyPart } from '#app/_ui/on-demand.ts'
import { CodeInput } from './code-input.tsx'

const QrCard = lazyPart(async () => (await import('#app/_ui/qr-card.tsx')).QrCard)

export interface TotpSetupProps {
  /** Called with new recovery codes, or null when the person still has some. */
  onDone: (recoveryCodes: string[] | null) => void
}

export function TotpSetup({ onDone }: TotpSetupProps) {
  const t = useTranslations('security')
  const tUi = useTranslations('ui')
  const tErrors = useTranslations('errors')
  const { act, isBusy: isStarting } = useAct()
  const [offer, setOffer] = useState<{ secret: string; uri: string } | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  async function handleStart() {
    const made = await act(() => call<{ secret: string; uri: string }>('POST', '/api/v1/account/totp'))
    if (made) setOffer(made.value)
  }

  async function handleSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const code = String(new FormData(event.currentTarget).get('code') ?? '').trim()
    if (!code) return
    setBusy(true)
    setFailure(null)
    try {
      const path = '/api/v1/account/totp/confirm'
      const { recoveryCodes } = await call<{ recoveryCodes: string[] | null }>('POST', path, { code })
      setOffer(null)
      onDone(recoveryCodes)
    } catch (error) {
      setFailure(tErrors(codeOf(error)))
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <Button isBusy={isStarting} onClick={() => void handleStart()}>
        {t('setUpApp')}
      </Button>
      {offer && (
        <Dialog
          title={t('app')}
          description={t('scan')}
          isOpen
          onOpenChange={(isOpen) => !isOpen && setOffer(null)}
          actions={
            <>
              <Button onClick={() => setOffer(null)}>{tUi('cancel')}</Button>
              <Button type="submit" form="totp-form" variant="primary" isBusy={isBusy}>
                {t('turnOn')}
              </Button>
            </>
          }
        >
          <form
            id="totp-form"
            noValidate
            onSubmit={(event) => void handleSubmit(event)}
            className="flex flex-col gap-4"
          >
            <div className="flex min-h-44 justify-center">
              <QrCard text={offer.uri} label={t('qrLabel')} />
            </div>
            <div className="flex flex-col gap-1">
              <p className="text-ink-muted text-sm">{t('cannotScan')}</p>
              <CodeBlock code={offer.secret} what={t('key')} />
            </div>
            <Field label={t('code')} error={failure}>
              {(control) => <CodeInput {...control} name="code" />}
            </Field>
          </form>
        </Dialog>
      )}
    </>
  )
}

'use client'

/** The button that adds a passkey, and the window that asks for its name. Says so where passkeys cannot work. */
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { codeOf } from '#app/_api/call.ts'
import { addPasskey, hasPasskeys, isCancelled } from '#app/_api/passkey.ts'
import { useIsClient } from '#app/_preferences/use-is-client.ts'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Field } from '#app/_ui/field.tsx'
import { KeyRound } from '#app/_ui/icons.ts'
import { Notice } from '#app/_ui/notice.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'

export interface PasskeyAdderProps {
  /** Called with new recovery codes, or null when the person still has some. */
  onDone: (recoveryCodes: string[] | null) => void
}

export function PasskeyAdder({ onDone }: PasskeyAdderProps) {
  const t = useTranslations('security')
  const tUi = useTranslations('ui')
  const tErrors = useTranslations('errors')
  const isClient = useIsClient()
  const [isOpen, setOpen] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  async function handleSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim()
    if (!name) {
      setFailure(t('missingName'))
      return
    }
    setBusy(true)
    setFailure(null)
    try {
      const recoveryCodes = await addPasskey(name)
      setOpen(false)
      onDone(recoveryCodes)
    } catch (error) {
      const code = codeOf(error)
      setFailure(isCancelled(error) ? t('passkeyFailed') : code === 'conflict' ? t('passkeyKnown') : tErrors(code))
    } finally {
      setBusy(false)
    }
  }

  if (isClient && !hasPasskeys()) return <Notice>{t('passkeysUnavailable')}</Notice>
  return (
    <Dialog
      title={t('addPasskey')}
      isOpen={isOpen}
      onOpenChange={(next) => {
        setOpen(next)
        setFailure(null)
      }}
      trigger={
        <Button className="self-start">
          <KeyRound aria-hidden className="size-4" />
          {t('addPasskey')}
        </Button>
      }
      actions={
        <>
          <Button onClick={() => setOpen(false)}>{tUi('cancel')}</Button>
          <Button type="submit" form="passkey-form" variant="primary" isBusy={isBusy}>
            {t('continue')}
          </Button>
        </>
      }
    >
      <form id="passkey-form" noValidate onSubmit={(event) => void handleSubmit(event)}>
        <Field label={t('passkeyName')} hint={t('passkeyNameHint')} error={failure}>
          {(control) => <TextInput {...control} name="name" autoComplete="off" maxLength={100} />}
        </Field>
      </form>
    </Dialog>
  )
}

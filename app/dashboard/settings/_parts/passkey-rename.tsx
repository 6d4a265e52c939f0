'use client'

/** Renames a passkey. */
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Field } from '#app/_ui/field.tsx'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { Pencil } from '#app/_ui/icons.ts'
import { TextInput } from '#app/_ui/text-input.tsx'

export interface PasskeyRenameProps {
  id: string
  name: string
}

export function PasskeyRename({ id, name }: PasskeyRenameProps) {
  const t = useTranslations('security')
  const router = useRouter()
  const { act, isBusy } = useAct()
  const [isOpen, setOpen] = useState(false)

  async function handleSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const next = String(new FormData(event.currentTarget).get('name') ?? '').trim()
    if (!next || !(await act(() => call('PATCH', `/api/v1/account/passkeys/${id}`, { name: next })))) return
    setOpen(false)
    router.refresh()
  }

  return (
    <Dialog
      title={t('renamePasskeyTitle')}
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={<IconButton icon={Pencil} label={`${t('renamePasskey')}: ${name}`} />}
      actions={
        <>
          <Button onClick={() => setOpen(false)}>{t('cancel')}</Button>
          <Button type="submit" form={`rename-${id}`} variant="primary" isBusy={isBusy}>
            {t('save')}
          </Button>
        </>
      }
    >
      <form id={`rename-${id}`} noValidate onSubmit={(event) => void handleSubmit(event)}>
        <Field label={t('passkeyName')}>
          {(control) => (
            <TextInput {...control} name="name" defaultValue={name} autoComplete="off" maxLength={100} required />
          )}
        </Field>
      </form>
    </Dialog>
  )
}

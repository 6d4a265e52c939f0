'use client'

/** Changes the person's name. */
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Button } from '#app/_ui/button.tsx'
import { Field } from '#app/_ui/field.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import { toast } from '#app/_ui/toast.ts'
import { useNameFault } from '#app/_ui/use-name-fault.ts'

export interface ProfileFormProps {
  name: string
}

export function ProfileForm({ name }: ProfileFormProps) {
  const t = useTranslations('settings')
  const router = useRouter()
  const { act, isBusy } = useAct()
  const nameFault = useNameFault()
  const [draft, setDraft] = useState(name)

  async function handleSubmit(event: FormEvent) {
    event.preventDefault()
    if (!draft.trim() || nameFault(draft)) return
    if (!(await act(() => call('PATCH', '/api/v1/account', { name: draft.trim() })))) return
    toast.success(t('saved'))
    router.refresh()
  }

  return (
    <form noValidate onSubmit={(event) => void handleSubmit(event)} className="flex flex-col items-stretch gap-4">
      <Field label={t('name')} hint={t('nameHint')} error={draft.trim() ? nameFault(draft) : t('missingName')}>
        {(control) => (
          <TextInput
            {...control}
            autoComplete="name"
            maxLength={100}
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" isBusy={isBusy} disabled={draft.trim() === name} className="self-start">
        {t('save')}
      </Button>
    </form>
  )
}

'use client'

/** Creates a team and opens its dashboard. */
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { setCookie } from '#app/_preferences/set-cookie.ts'
import { Button } from '#app/_ui/button.tsx'
import { Field } from '#app/_ui/field.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import { TEAM_COOKIE } from '#app/dashboard/_parts/team-cookie.ts'
import { typedIn } from './typed-in.ts'

export function CreateTeamForm() {
  const t = useTranslations('auth')
  const { act, isBusy } = useAct()
  const [isMissing, setMissing] = useState(false)

  async function handleSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const name = typedIn(event.currentTarget, ['name']).name.trim()
    setMissing(!name)
    if (!name) return
    const made = await act(() => call<{ id: string }>('POST', '/api/v1/teams', { name }))
    if (!made) return
    setCookie(TEAM_COOKIE, made.value.id)
    location.assign('/dashboard')
  }

  return (
    <form noValidate onSubmit={(event) => void handleSubmit(event)} className="flex flex-col gap-4">
      <Field label={t('teamName')} error={isMissing ? t('missingName') : null}>
        {(control) => <TextInput {...control} name="name" autoComplete="off" maxLength={100} />}
      </Field>
      <Button type="submit" variant="primary" isBusy={isBusy}>
        {t('createTeam')}
      </Button>
    </form>
  )
}

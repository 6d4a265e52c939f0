'use client'

/** What an app shows, typed or scanned; a name for it; the team it goes to where the person has several. */
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Field } from '#app/_ui/field.tsx'
import { Select } from '#app/_ui/select.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'

export interface PairFormProps {
  teams: readonly { id: string; name: string }[]
  team: string
  onTeam: (id: string) => void
  onClaim: (text: string, name: string) => void
}

export function PairForm({ teams, team, onTeam, onClaim }: PairFormProps) {
  const t = useTranslations('pairing')
  const [text, setText] = useState('')
  const [name, setName] = useState('')
  const [hasTried, setTried] = useState(false)

  function handleSubmit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (text.trim()) onClaim(text.trim(), name.trim())
  }

  return (
    <form id="pair-form" noValidate onSubmit={handleSubmit} className="flex flex-col gap-4">
      <Field label={t('what')} hint={t('whatHint')} error={hasTried && !text.trim() ? t('missingWhat') : null}>
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={2_000}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="font-mono"
          />
        )}
      </Field>
      <Field label={t('name')} hint={t('nameHint')} isOptional>
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {teams.length > 1 && (
        <Field label={t('team')}>
          {(control) => (
            <Select
              {...control}
              value={team}
              options={teams.map((one) => ({ value: one.id, label: one.name }))}
              onChange={onTeam}
            />
          )}
        </Field>
      )}
    </form>
  )
}

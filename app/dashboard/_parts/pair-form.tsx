'use client'

/** The form that claims a device: the code, typed or scanned, a name, and the team if the person has several. */
import { type FormEvent, type RefObject, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Field } from '#app/_ui/field.tsx'
import { Camera, CameraOff } from '#app/_ui/icons.ts'
import { lazyPart } from '#app/_ui/on-demand.ts'
import { Select } from '#app/_ui/select.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import { useNameFault } from '#app/_ui/use-name-fault.ts'
import { readClaimTarget } from '#lib/flutter/claim-target.ts'

/** Loaded on demand: with its detector it is a large part of the page's code. */
const QrScanner = lazyPart(
  async () => (await import('#app/_ui/qr-scanner.tsx')).QrScanner,
  <Skeleton className="aspect-square w-full sm:aspect-video" />,
)

export interface PairFormProps {
  whatRef: RefObject<HTMLInputElement | null>
  /** Whether the device gets a name and a team; one that continues has them. */
  isNew: boolean
  teams: readonly { id: string; name: string }[]
  team: string
  onTeam: (id: string) => void
  name: string
  onName: (name: string) => void
  onClaim: (text: string) => void
}

export function PairForm({ whatRef, isNew, teams, team, onTeam, name, onName, onClaim }: PairFormProps) {
  const t = useTranslations('pairing')
  const nameFault = useNameFault()
  const [text, setText] = useState('')
  const [hasTried, setTried] = useState(false)
  const [isScanning, setScanning] = useState(false)

  const fault = faultOf(text)

  function handleSubmit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (faultOf(text) === null && !nameFault(name)) onClaim(text.trim())
  }

  function handleScan(scanned: string) {
    setText(scanned)
    setTried(true)
    setScanning(false)
    if (faultOf(scanned) === null) onClaim(scanned)
  }

  return (
    <form id="pair-form" noValidate onSubmit={handleSubmit} className="flex flex-col gap-4">
      <Field label={t('what')} hint={t('whatHint')} error={hasTried && fault !== null ? t(fault) : null}>
        {(control) => (
          <TextInput
            {...control}
            ref={whatRef}
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
      <div className="flex flex-col items-start gap-3">
        <Button aria-expanded={isScanning} onClick={() => setScanning(!isScanning)}>
          {isScanning ? <CameraOff aria-hidden className="size-4" /> : <Camera aria-hidden className="size-4" />}
          {t(isScanning ? 'scanStop' : 'scan')}
        </Button>
        {isScanning && (
          <div className="w-full">
            <QrScanner onText={handleScan} />
          </div>
        )}
      </div>
      {isNew && (
        <Field label={t('name')} hint={t('nameHint')} error={nameFault(name)} isOptional>
          {(control) => (
            <TextInput
              {...control}
              autoComplete="off"
              maxLength={100}
              value={name}
              onChange={(event) => onName(event.target.value)}
            />
          )}
        </Field>
      )}
      {isNew && teams.length > 1 && (
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

/** Returns what is wrong with the text, as far as the page can tell. */
function faultOf(text: string): 'missingWhat' | 'notConnected' | 'notUnderstood' | null {
  if (!text.trim()) return 'missingWhat'
  const target = readClaimTarget(text)
  if (typeof target !== 'string') return null
  return target === 'not-connected' ? 'notConnected' : 'notUnderstood'
}

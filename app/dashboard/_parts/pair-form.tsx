'use client'

/** What an app shows, typed or scanned; a name for it; the team it goes to where the person has several. */
import { Camera, CameraOff } from 'lucide-react'
import { type FormEvent, lazy, Suspense, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Field } from '#app/_ui/field.tsx'
import { Select } from '#app/_ui/select.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import { readClaimTarget } from '#lib/seed/claim-target.ts'

/** With its detector a good part of a page: for those who scan. */
const QrScanner = lazy(async () => ({ default: (await import('#app/_ui/qr-scanner.tsx')).QrScanner }))

export interface PairFormProps {
  teams: readonly { id: string; name: string }[]
  team: string
  onTeam: (id: string) => void
  name: string
  onName: (name: string) => void
  onClaim: (text: string) => void
}

export function PairForm({ teams, team, onTeam, name, onName, onClaim }: PairFormProps) {
  const t = useTranslations('pairing')
  const [text, setText] = useState('')
  const [hasTried, setTried] = useState(false)
  const [isScanning, setScanning] = useState(false)

  const fault = faultOf(text)

  function handleSubmit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (faultOf(text) === null) onClaim(text.trim())
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
            <Suspense fallback={<Skeleton className="aspect-square w-full sm:aspect-video" />}>
              <QrScanner onText={handleScan} />
            </Suspense>
          </div>
        )}
      </div>
      <Field label={t('name')} hint={t('nameHint')} isOptional>
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

/** What is wrong with it, as far as the page can tell. */
function faultOf(text: string): 'missingWhat' | 'notConnected' | 'notUnderstood' | null {
  if (!text.trim()) return 'missingWhat'
  const target = readClaimTarget(text)
  if (typeof target !== 'string') return null
  return target === 'not-connected' ? 'notConnected' : 'notUnderstood'
}

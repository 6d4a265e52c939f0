'use client'

/** The form for a new token: its name, kind and expiry. */
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Field } from '#app/_ui/field.tsx'
import { SegmentedControl } from '#app/_ui/segmented-control.tsx'
import { Select } from '#app/_ui/select.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import { useNameFault } from '#app/_ui/use-name-fault.ts'
import type { SourceKind } from '#lib/protocol/source-kinds.ts'
import { NoDeviceHost } from './no-device-host.tsx'
import { SourcesField } from './sources-field.tsx'
import { useTeamId } from './team-channel-provider.tsx'

export type TokenKind = 'device' | 'api' | 'host'

export interface MadeToken {
  id: string
  token: string
  name: string
  kind: TokenKind
  /** The kinds of sources that may use it; null: all. */
  sources: readonly SourceKind[] | null
}

const KIND_TEXTS = { device: 'kindDeviceText', api: 'kindApiText', host: 'kindHostText' } as const

const DAY_MS = 24 * 3600_000
const EXPIRIES = {
  expiryNever: null,
  expiryDay: DAY_MS,
  expiryWeek: 7 * DAY_MS,
  expiryMonth: 30 * DAY_MS,
  expiryQuarter: 90 * DAY_MS,
  expiryYear: 365 * DAY_MS,
} as const
type Expiry = keyof typeof EXPIRIES
const EXPIRY_NAMES = Object.keys(EXPIRIES) as Expiry[]

export interface TokenFormProps {
  /** Whether a wildcard host leads to this server, so that apps may carry a key in their URL. */
  hasDeviceHost: boolean
  mayPair: boolean
  kind: TokenKind
  onKind: (kind: TokenKind) => void
  onMade: (made: MadeToken) => void
  onBusy: (isBusy: boolean) => void
}

export function TokenForm({ hasDeviceHost, mayPair, kind, onKind, onMade, onBusy }: TokenFormProps) {
  const t = useTranslations('tokens')
  const team = useTeamId()
  const { act } = useAct()
  const nameFault = useNameFault()
  const [name, setName] = useState('')
  const [expiry, setExpiry] = useState<Expiry>('expiryNever')
  /** Null: all. What was chosen for a device stands when one looks at another kind and comes back. */
  const [sources, setSources] = useState<readonly SourceKind[] | null>(null)
  const [hasTried, setTried] = useState(false)

  async function handleSubmit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    const isLimited = kind === 'device' && sources !== null
    if (!name.trim() || nameFault(name) || (isLimited && sources.length === 0)) return
    onBusy(true)
    const spanMs = EXPIRIES[expiry]
    const made = await act(() =>
      call<MadeToken>('POST', `/api/v1/tokens?team=${team}`, {
        name: name.trim(),
        kind,
        sources: isLimited ? sources : null,
        expiresAtMs: spanMs === null ? null : Date.now() + spanMs,
      }),
    )
    onBusy(false)
    if (made) onMade(made.value)
  }

  return (
    <form id="token-form" noValidate onSubmit={(event) => void handleSubmit(event)} className="flex flex-col gap-4">
      <Field
        label={t('name')}
        hint={t('nameHint')}
        error={hasTried && !name.trim() ? t('missingName') : nameFault(name)}
      >
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
      <div className="flex flex-col gap-1">
        <span className="font-medium text-sm">{t('kind')}</span>
        <SegmentedControl
          label={t('kind')}
          value={kind}
          options={[
            { value: 'device', label: t('kindDevice') },
            { value: 'host', label: t('kindHost') },
            { value: 'api', label: t('kindApi') },
          ]}
          onChange={onKind}
        />
        <p className="text-ink-muted text-sm">{t(KIND_TEXTS[kind])}</p>
        {kind === 'host' && !hasDeviceHost && <NoDeviceHost mayPair={mayPair} />}
      </div>
      {kind === 'device' && <SourcesField sources={sources} onChange={setSources} hasTried={hasTried} />}
      <Field label={t('expiry')}>
        {(control) => (
          <Select
            {...control}
            value={expiry}
            options={EXPIRY_NAMES.map((value) => ({ value, label: t(value) }))}
            onChange={setExpiry}
          />
        )}
      </Field>
    </form>
  )
}

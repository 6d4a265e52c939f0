'use client'

/** The form for a new link: what it opens and for how long. The secret is created here; the server gets a hash of its key [AC3]. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { useAct } from '#app/_api/use-act.ts'
import { Button } from '#app/_ui/button.tsx'
import { Field } from '#app/_ui/field.tsx'
import { SegmentedControl } from '#app/_ui/segmented-control.tsx'
import { Select } from '#app/_ui/select.tsx'
import { createLinkSecret, deriveLinkKey, hashLinkKey } from '#lib/protocol/link-secret.ts'
import type { MadeLink } from './share-result.tsx'

const HOUR_MS = 3600_000
const SPANS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, month: 30 * 24 * HOUR_MS } as const
type Span = keyof typeof SPANS

export interface ShareFormProps {
  sessionId: string | null
  deviceId: string
  serverUrl: string | null
  onMade: (link: MadeLink) => void
}

export function ShareForm({ sessionId, deviceId, serverUrl, onMade }: ShareFormProps) {
  const t = useTranslations('share')
  const { isBusy, act } = useAct()
  const [scope, setScope] = useState<'session' | 'device'>(sessionId === null ? 'device' : 'session')
  const [span, setSpan] = useState<Span>('day')

  async function handleCreate() {
    const secret = createLinkSecret()
    const made = await act(async () => {
      const authHash = hashLinkKey(deriveLinkKey(secret))
      return call<{ id: string; expiresAtMs: number }>('POST', '/api/v1/links', {
        ...(scope === 'session' && sessionId !== null ? { sessionId } : { deviceId }),
        expiresInMs: SPANS[span],
        authHash,
      })
    })
    if (!made) return
    const { id, expiresAtMs } = made.value
    onMade({ id, expiresAtMs, url: `${serverUrl ?? location.origin}/s/${id}#${secret}` })
  }

  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void handleCreate()
      }}
    >
      {sessionId !== null && (
        <div className="flex flex-col gap-1">
          <span className="font-medium text-sm">{t('scope')}</span>
          <SegmentedControl
            label={t('scope')}
            value={scope}
            options={[
              { value: 'session', label: t('thisSession') },
              { value: 'device', label: t('thisDevice') },
            ]}
            onChange={setScope}
          />
        </div>
      )}
      <div className="flex items-end gap-3">
        <div className="min-w-0 flex-1">
          <Field label={t('expires')}>
            {(control) => (
              <Select
                {...control}
                value={span}
                options={(Object.keys(SPANS) as Span[]).map((value) => ({ value, label: t(value) }))}
                onChange={setSpan}
              />
            )}
          </Field>
        </div>
        <Button type="submit" variant="primary" isBusy={isBusy}>
          {t('create')}
        </Button>
      </div>
    </form>
  )
}

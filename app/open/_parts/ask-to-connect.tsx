'use client'

/** Asks before the page connects to an address that a link named. */
import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import type { FlutterTarget } from './open-target.ts'

export interface AskToConnectProps {
  target: FlutterTarget
  onConnect: () => void
  onCancel: () => void
}

export function AskToConnect({ target: { host, session }, onConnect, onCancel }: AskToConnectProps) {
  const t = useTranslations('open')
  const tUi = useTranslations('ui')
  const title = useRef<HTMLHeadingElement>(null)
  // Neither button: somebody who is typing must not connect by accident.
  useEffect(() => title.current?.focus(), [])
  return (
    <section aria-labelledby="ask-title" className="flex w-full max-w-xl flex-col gap-6">
      <div className="flex flex-col gap-2">
        <h1 id="ask-title" ref={title} tabIndex={-1} className="break-words font-semibold text-2xl outline-none">
          {t('askTitle', { host })}
        </h1>
        <p className="text-pretty break-words text-ink-muted">{t('askText', { host })}</p>
        {session !== null && <p className="break-all font-mono text-sm">{session}</p>}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={onConnect}>
          {t('connect')}
        </Button>
        <Button onClick={onCancel}>{tUi('cancel')}</Button>
      </div>
    </section>
  )
}

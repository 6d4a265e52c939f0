'use client'

/** The switch that keeps a session in this browser, with how much space there is. */
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Keep } from '#app/_live/keep/use-keep.ts'
import { ByteSize } from '#app/_ui/byte-size.tsx'
import { Switch } from '#app/_ui/switch.tsx'

export function KeepSwitch({ keep }: { keep: Keep }) {
  const t = useTranslations('files.keep')
  const [isOn, setOn] = useState(keep.isOn)
  const freeBytes = useFreeBytes()
  return (
    <div className="flex flex-col gap-1 border-t pt-4">
      <Switch
        label={t('title')}
        text={t('text')}
        isOn={isOn}
        onChange={(next) => {
          setOn(next)
          keep.turn(next)
        }}
      />
      <p className="text-ink-muted text-sm">
        <a href="/open" target="_blank" rel="noopener" className="rounded text-accent hover:underline">
          {t('list')}
        </a>
        {freeBytes !== null && (
          <span>
            {' '}
            · {t('free')} <ByteSize bytes={freeBytes} />
          </span>
        )}
      </p>
    </div>
  )
}

/** What the browser says it would still store; null where it does not say. */
export function useFreeBytes(): number | null {
  const [bytes, setBytes] = useState<number | null>(null)
  useEffect(() => {
    navigator.storage
      ?.estimate?.()
      .then(({ quota, usage }) => setBytes(quota === undefined ? null : Math.max(0, quota - (usage ?? 0))))
      .catch(() => {})
  }, [])
  return bytes
}

'use client'

/** The source maps of this browser: choose a file, see what is kept, remove it. */
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { ByteSize } from '#app/_ui/byte-size.tsx'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { MapIcon, Trash2 } from '#app/_ui/icons.ts'
import { Popover } from '#app/_ui/popover.tsx'
import { visibleText } from '#lib/protocol/visible-text.ts'
import { type KeptMap, listMaps, mapsVersion, removeMap, subscribeMaps } from './source-maps.ts'
import { useAddMaps } from './use-add-maps.ts'

export function SourceMapChoice() {
  const t = useTranslations('record.maps')
  return (
    <Popover label={t('title')} trigger={<IconButton icon={MapIcon} label={t('title')} className="size-7" />}>
      <Maps />
    </Popover>
  )
}

function Maps() {
  const t = useTranslations('record.maps')
  const version = useSyncExternalStore(subscribeMaps, mapsVersion, mapsVersion)
  const [maps, setMaps] = useState<readonly KeptMap[]>([])
  const input = useRef<HTMLInputElement>(null)
  const add = useAddMaps()
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for the kept maps
  useEffect(() => {
    listMaps().then(setMaps, () => setMaps([]))
  }, [version])
  return (
    <div className="flex flex-col gap-3">
      <p className="text-pretty text-ink-muted text-sm">{t('text')}</p>
      {maps.length > 0 && (
        <ul aria-label={t('title')} className="flex flex-col">
          {maps.map(({ script, bytes }) => (
            <li key={script} className="flex items-center gap-2 text-sm">
              <span className="min-w-0 flex-1 truncate font-mono text-xs" title={visibleText(script)}>
                {visibleText(script)}
              </span>
              <span className="text-ink-muted text-xs">
                <ByteSize bytes={bytes} />
              </span>
              <IconButton
                icon={Trash2}
                label={t('remove', { name: visibleText(script) })}
                hasTooltip={false}
                onClick={() => void removeMap(script)}
              />
            </li>
          ))}
        </ul>
      )}
      <input
        ref={input}
        type="file"
        accept=".map,application/json"
        multiple
        hidden
        aria-label={t('choose')}
        onChange={(event) => {
          void add([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <Button onClick={() => input.current?.click()}>{t('choose')}</Button>
    </div>
  )
}

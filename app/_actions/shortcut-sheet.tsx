'use client'

/** Every key that works on this page. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Kbd } from '#app/_ui/kbd.tsx'
import { shortcutsWindow } from '#app/dashboard/_parts/open-store.ts'
import { ACTION_GROUPS, currentActions } from './action-registry.ts'
import { shownStrokes } from './key-strokes.ts'

export default function ShortcutSheet() {
  const t = useTranslations('actions')
  // They do not change while the sheet is open.
  const [actions] = useState(() => currentActions().filter(({ keys }) => keys && keys.length > 0))
  const isMac = /Mac|iPhone|iPad/.test(navigator.platform)
  return (
    <Dialog title={t('keys')} description={t('keysText')} isOpen isWide onOpenChange={shortcutsWindow.setOpen}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section aria-label={t('keys')} tabIndex={0} className="gap-8 rounded sm:columns-2">
        {ACTION_GROUPS.map((group) => {
          const own = actions.filter((action) => action.group === group)
          if (own.length === 0) return null
          return (
            <section
              key={group}
              aria-label={t(`group.${group}`)}
              className="mb-5 flex break-inside-avoid flex-col gap-2"
            >
              <h3 className="text-ink-muted text-sm">{t(`group.${group}`)}</h3>
              <dl className="flex flex-col gap-2">
                {own.map(({ id, label, keys = [] }) => (
                  <div key={id} className="flex items-center justify-between gap-4">
                    <dt>{label}</dt>
                    <dd className="flex shrink-0 items-center gap-1 text-ink-faint text-xs">
                      {shownStrokes(keys, isMac).map((strokes) => (
                        <span key={strokes.join()} className="flex items-center gap-1">
                          {strokes.map((stroke, i) => (
                            <span key={stroke} className="contents">
                              {i > 0 && t('andThen')}
                              <Kbd>{stroke}</Kbd>
                            </span>
                          ))}
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          )
        })}
      </section>
    </Dialog>
  )
}

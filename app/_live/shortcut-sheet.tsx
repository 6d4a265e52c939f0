'use client'

/** Every key of the live page. */
import { useTranslations } from 'use-intl'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Kbd } from '#app/_ui/kbd.tsx'

const KEYS = [
  { does: 'move', keys: ['j', 'k', '↓', '↑'] },
  { does: 'open', keys: ['Enter'] },
  { does: 'copy', keys: ['c'] },
  { does: 'follow', keys: ['Space'] },
  { does: 'first', keys: ['g'] },
  { does: 'last', keys: ['G'] },
  { does: 'filter', keys: ['/'] },
  { does: 'find', keys: ['Ctrl F', 'F3'] },
  { does: 'clear', keys: ['Ctrl L'] },
  { does: 'close', keys: ['Esc'] },
  { does: 'help', keys: ['?'] },
] as const

export interface ShortcutSheetProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

export function ShortcutSheet({ isOpen, onOpenChange }: ShortcutSheetProps) {
  const t = useTranslations('live.keys')
  return (
    <Dialog title={t('title')} description={t('text')} isOpen={isOpen} onOpenChange={onOpenChange}>
      <dl className="flex flex-col gap-2">
        {KEYS.map(({ does, keys }) => (
          <div key={does} className="flex items-center justify-between gap-4">
            <dt>{t(does)}</dt>
            <dd className="flex shrink-0 items-center gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}

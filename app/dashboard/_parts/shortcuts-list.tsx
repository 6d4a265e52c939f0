'use client'

/** The list of the dashboard's keys. */
import { useTranslations } from 'use-intl'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Kbd } from '#app/_ui/kbd.tsx'
import { NAV_ITEMS } from './nav-items.ts'
import { shortcutsWindow } from './open-store.ts'

export default function ShortcutsList() {
  const t = useTranslations('dashboard')
  const rows = [
    ...NAV_ITEMS.map((item) => ({ keys: ['g', item.key], does: t('shortcutGo', { page: t(item.name) }) })),
    { keys: ['/'], does: t('shortcutSearch') },
    { keys: ['?'], does: t('shortcutHelp') },
  ]
  return (
    <Dialog title={t('shortcuts')} description={t('shortcutsText')} isOpen onOpenChange={shortcutsWindow.setOpen}>
      <dl className="flex flex-col gap-2">
        {rows.map((row) => (
          <div key={row.keys.join()} className="flex items-center justify-between gap-4">
            <dt>{row.does}</dt>
            <dd className="flex items-center gap-1 text-ink-faint text-xs">
              {row.keys.map((key, i) => (
                <span key={key} className="contents">
                  {i > 0 && t('andThen')}
                  <Kbd>{key}</Kbd>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}

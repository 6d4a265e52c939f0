'use client'

/** The button for how the list is read. Its panel loads when it opens; on a phone it is a sheet of the full width. */
import { useTranslations } from 'use-intl'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { SlidersHorizontal } from '#app/_ui/icons.ts'
import { lazyPart } from '#app/_ui/on-demand.ts'
import { Popover } from '#app/_ui/popover.tsx'
import { Sheet } from '#app/_ui/sheet.tsx'
import { Spinner } from '#app/_ui/spinner.tsx'
import type { LogSource } from '#lib/viewer/log-source.ts'
import { useMedia } from './use-media.ts'

const ViewPanel = lazyPart(async () => (await import('./view-panel.tsx')).ViewPanel, <Spinner />)

export function ViewMenu({ log }: { log: LogSource }) {
  const t = useTranslations('reading')
  const isPhone = useMedia('(width < 40rem)')
  const trigger = <IconButton icon={SlidersHorizontal} label={t('view')} hasTooltip={false} title={t('view')} />
  const panel = <ViewPanel log={log} />
  return isPhone ? (
    <Sheet title={t('view')} trigger={trigger}>
      <div className="p-4 pb-[max(1rem,env(safe-area-inset-bottom))]">{panel}</div>
    </Sheet>
  ) : (
    <Popover label={t('view')} trigger={trigger} isWide>
      {panel}
    </Popover>
  )
}

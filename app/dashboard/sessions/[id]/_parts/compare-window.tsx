'use client'

/** Chooses live sessions of the team to show with this one: in one time line, or side by side. Loaded when it opens. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Checkbox } from '#app/_ui/checkbox.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { useTeamChannel } from '#app/dashboard/_parts/team-channel-provider.tsx'
import { LIMITS } from '#lib/protocol/limits.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'
import { PANES_MAX } from './shown-sessions.ts'

export interface CompareWindowProps {
  /** Sessions that the page shows, the first one first. */
  shownIds: readonly string[]
  onShow: (ids: readonly string[], isSplit: boolean) => void
  onClose: () => void
}

export default function CompareWindow({ shownIds, onShow, onClose }: CompareWindowProps) {
  const t = useTranslations('live.split')
  const tSessions = useTranslations('sessions')
  const { sessions } = useTeamChannel()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(shownIds.slice(1)))
  const [first = ''] = shownIds
  const offered = sessions.filter(({ session }) => session !== first)
  const ids = [first, ...chosen]
  const isEmpty = chosen.size === 0
  const isFull = ids.length >= LIMITS.viewerSessionsMax

  function toggle(id: string, isOn: boolean) {
    setChosen(new Set(isOn ? [...chosen, id] : [...chosen].filter((other) => other !== id)))
  }

  return (
    <Dialog
      title={t('compareTitle')}
      description={t('compareText')}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      actions={
        offered.length > 0 && (
          <>
            <Button disabled={isEmpty} onClick={() => onShow(ids, false)}>
              {t('oneLine')}
            </Button>
            <Button variant="primary" disabled={isEmpty || ids.length > PANES_MAX} onClick={() => onShow(ids, true)}>
              {t('sideBySide')}
            </Button>
          </>
        )
      }
    >
      {offered.length === 0 ? (
        <p className="text-ink-muted">{t('none')}</p>
      ) : (
        <ul className="flex flex-col gap-3">
          {offered.map(({ session, device, startedAtMs }) => (
            <li key={session}>
              <Checkbox
                label={visibleText(device.name)}
                text={
                  <>
                    {tSessions('started')} <RelativeTime atMs={startedAtMs} />
                  </>
                }
                isOn={chosen.has(session)}
                onChange={(isOn) => (isOn && isFull ? undefined : toggle(session, isOn))}
              />
            </li>
          ))}
        </ul>
      )}
      {ids.length > PANES_MAX && (
        <p role="status" className="mt-3 text-ink-muted text-sm">
          {t('most', { count: PANES_MAX })}
        </p>
      )}
    </Dialog>
  )
}

'use client'

/** Says that the lists stand still, once the connection has been away for longer than a blink; floats, so that nothing moves. */
import { WifiOff } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { isLivePage } from './nav-items.ts'
import { useRestartFeed, useTeamFeed } from './team-feed-provider.tsx'

const BLINK_MS = 3000

export function OfflineNotice() {
  const t = useTranslations('dashboard.feed')
  const { status } = useTeamFeed()
  const restart = useRestartFeed()
  const isOnLivePage = isLivePage(usePathname())
  const isOver = status.state === 'ended' || status.state === 'refused'
  const isAway = isOver || status.state === 'reconnecting'
  const isLong = useLongerThan(isAway, BLINK_MS)
  // The live page speaks of its own connection.
  if (!isAway || !isLong || isOnLivePage) return null
  return (
    <div
      role="alert"
      className="fixed inset-x-4 bottom-20 z-30 mx-auto flex max-w-lg animate-pop-in items-center gap-3 rounded bg-surface-floating py-2 pr-2 pl-4 text-sm shadow-floating md:bottom-4"
    >
      <WifiOff aria-hidden className="size-4 shrink-0 text-state-reconnecting" />
      <span className="flex-1 text-pretty">{t(isOver ? 'endedText' : 'offlineText')}</span>
      <Button onClick={isOver ? () => location.reload() : restart}>{t(isOver ? 'reload' : 'retry')}</Button>
    </div>
  )
}

/** True once `isOn` has held for `spanMs`. */
function useLongerThan(isOn: boolean, spanMs: number): boolean {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    if (!isOn) return
    const timer = setTimeout(() => setLong(true), spanMs)
    return () => {
      clearTimeout(timer)
      setLong(false)
    }
  }, [isOn, spanMs])
  return isLong
}

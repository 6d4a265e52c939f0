'use client'

/** Says that the lists are not being updated, once the connection has been lost for 3 s. It floats, so that nothing moves. */
import { usePathname } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { isSignedOutCode, signInHref } from '#app/_api/signed-out.ts'
import { Button } from '#app/_ui/button.tsx'
import { WifiOff } from '#app/_ui/icons.ts'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { isLivePage } from './nav-items.ts'
import { useRestartChannel, useTeamValue } from './team-channel-provider.tsx'

const BLINK_MS = 3000

export function OfflineNotice() {
  const t = useTranslations('dashboard.channel')
  const status = useTeamValue((team) => team.status)
  const restart = useRestartChannel()
  const tErrors = useTranslations('errors')
  const path = usePathname()
  const isOver = status.state === 'ended' || status.state === 'refused'
  const isAway = isOver || status.state === 'reconnecting'
  const isLong = useLongerThan(isAway, BLINK_MS)
  // The live page reports its own connection.
  if (!isAway || !isLong || isLivePage(path)) return null
  const signedOut = isOver && status.error && isSignedOutCode(status.error.code) ? status.error.code : null
  return (
    <div
      role="alert"
      className="fixed inset-x-4 bottom-20 z-30 mx-auto flex max-w-lg animate-pop-in items-center gap-3 rounded bg-surface-floating py-2 pr-2 pl-4 text-sm shadow-floating md:bottom-4"
    >
      <WifiOff aria-hidden className="size-4 shrink-0 text-state-reconnecting" />
      <span className="flex-1 text-pretty">
        {signedOut ? tErrors(signedOut) : t(isOver ? 'endedText' : 'offlineText')}
      </span>
      {signedOut ? (
        <LinkButton href={signInHref(path, signedOut)} variant="primary">
          {t('signIn')}
        </LinkButton>
      ) : (
        <Button onClick={isOver ? () => location.reload() : restart}>{t(isOver ? 'reload' : 'retry')}</Button>
      )}
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

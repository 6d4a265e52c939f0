'use client'

/** A bar above the page while this tab is a demo device: how much it has sent, and buttons to watch and stop it. */
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Square } from '#app/_ui/icons.ts'
import { StatusDot } from '#app/_ui/status-dot.tsx'
import { demoDevice } from './demo-device.ts'
import { useTeamId } from './team-channel-provider.tsx'
import { useDemo } from './use-demo.ts'

export function DemoBar() {
  const t = useTranslations('demo')
  const { state, session, records, stop } = useDemo()
  const teamId = useTeamId()
  useEffect(() => void demoDevice.resume(teamId), [teamId])
  const pathname = usePathname()
  if (state !== 'streaming') return null
  const href = `/dashboard/sessions/${session}`
  return (
    <div className="flex h-12 shrink-0 items-center gap-3 border-b bg-state-live-soft px-4 text-sm">
      <StatusDot status="live" />
      <span className="min-w-0 truncate">{t('streaming')}</span>
      <span className="whitespace-nowrap text-ink-muted tabular-nums max-sm:hidden">
        {t('sent', { count: records })}
      </span>
      <span className="ml-auto flex shrink-0 items-center gap-2">
        {pathname !== href && (
          <Link href={href} className="rounded px-2 py-1 font-medium text-accent hover:underline">
            {t('watch')}
          </Link>
        )}
        <Button onClick={() => void stop()}>
          <Square aria-hidden className="size-4" />
          {t('stop')}
        </Button>
      </span>
    </div>
  )
}
